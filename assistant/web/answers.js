// What an answer needs that its Markdown can't say: names for its numbers, a clean copy, and the way back from a passage.
(() => {
  const MARK = 'a[href*="#cite-"]';
  const ANSWER = '#conversation [data-testid="bot"]';

  const page = () => document.querySelector(".gradio-container .contain") ?? document.body;

  // Names: Gradio takes aria attributes out of messages, and gives its list of examples a role that doesn't fit.
  const name = () => {
    for (const mark of document.querySelectorAll(`#conversation ${MARK}:not([aria-label])`)) {
      const says = mark.title ? `, ${mark.title[0].toLowerCase()}${mark.title.slice(1)}` : "";
      mark.setAttribute("aria-label", `Citation ${mark.textContent}${says}`);
      mark.removeAttribute("target");
    }
    // Gradio names each message by its raw Markdown.
    for (const message of document.querySelectorAll("#conversation [data-testid][aria-label*=\"'s message\"]")) {
      message.removeAttribute("aria-label");
    }
    for (const list of document.querySelectorAll('#conversation .examples[role="list"]')) {
      list.setAttribute("role", "group");
      list.setAttribute("aria-label", "Questions to begin with");
    }
    for (const table of document.querySelectorAll("#conversation .prose table:not([tabindex])")) {
      table.tabIndex = 0;
      for (const corner of table.querySelectorAll("th:empty")) corner.setAttribute("role", "presentation");
      table.dataset.columns = table.rows[0]?.cells.length ?? 0;
      const columns = [...(table.rows[0]?.cells ?? [])].map((cell) => cell.textContent.trim());
      for (const row of [...table.rows].slice(1)) {
        [...row.cells].forEach((cell, n) => { cell.dataset.column = columns[n] ?? ""; });
      }
    }
  };

  // The way back: Esc, Close and Back give the focus to the number that opened the passage.
  let opener = null;
  const back = () => {
    if (!location.hash.startsWith("#cite-")) return false;
    const { hash } = location;
    location.hash = "#close";
    if (!document.activeElement?.closest("#question")) {
      (opener?.isConnected ? opener : document.querySelector(`#conversation a[href$="${hash}"]`))?.focus();
    }
    return true;
  };
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.(MARK);
    if (mark) opener = mark;
    if (event.target.closest?.(".passage .close") && back()) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && back()) event.preventDefault();
  }, true);

  // The role's list opens when it is asked to, and not over the page as somebody tabs by.
  let pressed = false;
  document.addEventListener("pointerdown", (event) => { pressed = Boolean(event.target.closest?.("#role")); }, true);
  document.addEventListener("keydown", () => { pressed = false; }, true);
  document.addEventListener("focus", (event) => {
    if (!pressed && event.target.closest?.("#role")) event.stopImmediatePropagation();
  }, true);

  // A clean copy: what a person sees, its numbers leading to a numbered list below; for Word as rich text, else Markdown.
  const isReferences = (node) => node.matches("h2") && node.textContent.trim() === "References";
  const leadsOn = (node) => node.matches("p") && node.querySelector('a[href^="/practice/"]');
  const whole = (shown) => {
    const copy = shown.cloneNode(true);
    for (const button of copy.querySelectorAll("button, svg, style, script")) button.remove();
    for (const node of [...copy.querySelectorAll("p")]) if (leadsOn(node)) node.remove();
    for (const mark of copy.querySelectorAll(MARK)) mark.replaceWith(`[${mark.textContent}]`);
    for (const kind of copy.querySelectorAll("h2 > em:last-child, h2 > strong:last-child, h2 > code:last-child")) {
      kind.replaceWith(`(${kind.textContent})`);
    }
    for (const heading of copy.querySelectorAll("h2")) {
      const list = heading.nextElementSibling;
      if (!isReferences(heading) || !list?.matches("ul")) continue;
      const numbered = document.createElement("ol");
      numbered.append(...list.children);
      for (const item of numbered.children) {
        const first = item.firstChild;
        if (first?.nodeType === Node.TEXT_NODE) first.textContent = first.textContent.replace(/^\s*\[\d+\]\s*/, "");
      }
      list.replaceWith(numbered);
    }
    return copy;
  };
  const inline = (node) => [...node.childNodes].map((child) => {
    if (child.nodeType === Node.TEXT_NODE) return child.textContent.replace(/\s+/g, " ");
    if (child.nodeType !== Node.ELEMENT_NODE) return "";
    if (child.tagName === "BR") return "\n";
    const inside = inline(child);
    if (!inside.trim()) return inside;
    switch (child.tagName) {
      case "STRONG": case "B": return `**${inside}**`;
      case "EM": case "I": return `*${inside}*`;
      case "CODE": return `\`${inside}\``;
      case "A": return /^https?:/.test(child.getAttribute("href") ?? "") ? `[${inside}](${child.href})` : inside;
      default: return inside;
    }
  }).join("");
  const row = (cells) => `| ${[...cells].map((cell) => inline(cell).trim().replaceAll("|", "\\|")).join(" | ")} |`;
  const block = (node) => {
    switch (node.tagName) {
      case "H1": case "H2": case "H3": case "H4": return `${"#".repeat(Number(node.tagName[1]))} ${inline(node).trim()}`;
      case "UL": case "OL": return [...node.children].map((item, n) => {
        const lines = inline(item).trim().split("\n").map((line) => line.trim()).filter(Boolean);
        return `${node.tagName === "OL" ? `${n + 1}.` : "-"} ${lines.join("\n   ")}`;
      }).join("\n");
      case "BLOCKQUOTE": return blocks(node).split("\n").map((line) => `> ${line}`.trim()).join("\n");
      case "TABLE": {
        const [head, ...rows] = [...node.rows];
        return [row(head.cells), `|${" --- |".repeat(head.cells.length)}`, ...rows.map((one) => row(one.cells))].join("\n");
      }
      case "P": return inline(node).trim();
      default: return blocks(node);
    }
  };
  const blocks = (node) => {
    const parts = [...node.children].map(block).filter(Boolean);
    return parts.length ? parts.join("\n\n") : inline(node).trim();
  };
  const copied = async (button) => {
    const rowOf = button.closest(".message-row, .bot-row, .message-buttons-right")?.closest(".message-row") ?? button.closest(".bot-row");
    const prose = rowOf?.querySelector(".prose");
    if (!prose) return false;
    const copy = whole(prose);
    const texts = { "text/html": copy.innerHTML, "text/plain": `${blocks(copy)}\n` };
    const items = Object.entries(texts).map(([type, text]) => [type, new Blob([text], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(items))]);
    return true;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.('#conversation .message-buttons-right button[aria-label*="opy"], #conversation .message-buttons button[aria-label*="opy"]');
    if (!button || !globalThis.ClipboardItem) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    copied(button).then((done) => say(done ? "Copied, with its references." : "There is nothing to copy yet."), () => say("The browser didn't allow copying: select the answer and copy it."));
  }, true);

  // A word to whoever can't see that something happened, and to those who can.
  const say = (words) => {
    const told = document.querySelector("#told") ?? page().appendChild(Object.assign(document.createElement("p"), { id: "told" }));
    told.setAttribute("role", "status");
    told.textContent = words;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { told.textContent = ""; }, 4000);
  };

  // Gradio says that the connection is lost, looks for it, and then loads the page anew: what was typed is carried over.
  const TYPED = "typed while the connection was lost";
  const box = () => document.querySelector("#question textarea");
  addEventListener("pagehide", () => {
    if (document.querySelector(".toast-wrap") && box()?.value) sessionStorage.setItem(TYPED, box().value);
  });
  const putBack = () => {
    const text = sessionStorage.getItem(TYPED);
    if (!text || !box()) return;
    sessionStorage.removeItem(TYPED);
    if (box().value) return;
    box().value = text;
    box().dispatchEvent(new Event("input", { bubbles: true }));
  };

  // What is kept can be downloaded from where it is kept.
  const offer = () => {
    const form = document.querySelector("#take form");
    if (!form) return;
    const at = document.querySelector("#place textarea, #place input")?.value ?? "";
    form.hidden = !at || at === "new" || !document.querySelector(ANSWER);
    if (!form.hidden) form.action = `/history/${at}`;
  };
  // Sent by a script: this page tells nobody its address, and a form of such a page is refused.
  document.addEventListener("submit", (event) => {
    if (!event.target.closest?.("#take")) return;
    event.preventDefault();
    take(event.target.action, event.submitter.value).catch(() => say("The download didn't work. Try again, or go to the history."));
  });
  const take = async (from, kind) => {
    const reply = await fetch(from, { method: "POST", body: new URLSearchParams({ do: kind }) });
    const name = /filename="([^"]+)"/.exec(reply.headers.get("content-disposition") ?? "")?.[1];
    if (!reply.ok || !name) throw new Error(String(reply.status));
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(await reply.blob()), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  let due = false;
  const soon = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; name(); putBack(); offer(); });
  };
  new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true });
  soon();
})();
