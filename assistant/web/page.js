// Brings each new question to the top of the conversation, and opens the passage that a mark leads to.
(() => {
  const people = () => document.querySelectorAll('#conversation [data-testid="user"]');
  const answered = (questions) =>
    document.querySelectorAll('#conversation [data-testid="bot"]').length >= questions
    && document.querySelector("#question .submit-button");
  const scroller = (node) => {
    for (let up = node.parentElement; up; up = up.parentElement) {
      if (up.scrollHeight > up.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(up).overflowY)) return up;
      if (up.id === "conversation") return null;
    }
    return null;
  };
  let count = 0;
  let pinned = null;
  let chosen = "";
  let opened = null;
  const follow = () => {
    const asked = people();
    if (asked.length !== count) {
      pinned = asked.length > count ? asked[asked.length - 1] : null;
      count = asked.length;
      chosen = "";
    }
    if (!pinned || !pinned.isConnected) pinned = pinned && asked[asked.length - 1];
    const box = pinned && scroller(pinned);
    if (box) box.scrollTop += pinned.getBoundingClientRect().top - box.getBoundingClientRect().top - 12;
    if (answered(asked.length)) pinned = null;
  };
  const name = () => {
    document.querySelector("#question .submit-button")?.setAttribute("aria-label", "Ask");
    document.querySelector("#question .stop-button")?.setAttribute("aria-label", "Stop");
    document.querySelector("#notice")?.setAttribute("role", "alert");
  };
  const letGo = () => { pinned = null; };
  // Passages are drawn after their answer, and again when it is sent whole: one that was chosen is opened as it comes.
  const open = () => {
    const passage = chosen && document.getElementById(chosen);
    if (!passage || passage === opened) return false;
    opened = passage;
    for (let up = passage; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    return true;
  };
  const choose = (event) => {
    const mark = event.target.closest?.('a[href*="#cite-"]');
    if (!mark) return;
    letGo();
    [chosen, opened] = [mark.hash.slice(1), null];
    open();
  };
  const arrive = () => { if (location.hash === `#${chosen}` && open()) location.replace(location.href); };
  // Gradio drops what is asked while an earlier question of the box is on its way; a blank one never sets out.
  const keepBlank = (event) => {
    const sends = event.type === "click"
      ? event.target.closest?.("#question .submit-button")
      : event.key === "Enter" && !event.shiftKey && event.target.closest?.("#question");
    const box = sends && document.querySelector("#question textarea");
    if (!box || box.value.trim()) return;
    event.preventDefault();
    event.stopPropagation();
  };
  for (const kind of ["click", "keydown"]) document.addEventListener(kind, keepBlank, true);
  document.addEventListener("click", choose, true);
  for (const kind of ["wheel", "touchmove", "pointerdown"]) document.addEventListener(kind, letGo, { passive: true });
  document.addEventListener("keydown", (event) => {
    letGo();
    if (event.key === "Escape" && location.hash.startsWith("#cite-")) location.hash = "#close";
  });
  // However many changes come at once, what they ask for is done once, before the page is drawn again.
  let due = false;
  const soon = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; follow(); name(); arrive(); });
  };
  new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
})();
