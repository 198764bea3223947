// Sends what somebody thinks of an answer, and shows what is kept of it; a note that isn't sent yet outlives a new drawing.
(() => {
  const NEW = "new";
  const place = () => document.querySelector("#place textarea, #place input")?.value ?? "";
  const keyOf = (form) => JSON.stringify([form.dataset.turn, form.dataset.question]);
  const noteOf = (form) => form.querySelector("textarea");
  const pressed = (form) => form.querySelector('[aria-pressed="true"]')?.dataset.kind ?? null;
  const typed = new Map();

  const show = (form, { kind, id, says }) => {
    for (const button of form.querySelectorAll("[data-kind]")) {
      button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
    }
    const back = form.querySelector('[data-do="take-back"]');
    if (!kind && back === document.activeElement) form.querySelector("[data-kind]").focus();
    back.hidden = !kind;
    form.dataset.said = id;
    tell(form, says);
  };
  const tell = (form, words) => { form.querySelector(".said").textContent = words; };

  const send = async (form, kind) => {
    const at = place();
    const body = JSON.stringify({
      c: at === NEW ? "" : at, turn: Number(form.dataset.turn), question: form.dataset.question,
      kind, note: kind ? noteOf(form).value : "", earlier: form.dataset.said,
    });
    try {
      const reply = await fetch("/feedback", { method: "POST", headers: { "content-type": "application/json" }, body });
      const said = await reply.json();
      if (!reply.ok) { tell(form, said.says ?? said.detail ?? "This can't be kept just now; try again."); return; }
      if (kind && said.kind) typed.delete(keyOf(form));
      show(form, said);
    } catch {
      tell(form, "The coach can't be reached, so this isn't kept yet. Try again.");
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".opinion button");
    if (!button) return;
    event.preventDefault();
    const form = button.closest(".opinion");
    if (button.dataset.kind) send(form, button.getAttribute("aria-pressed") === "true" ? null : button.dataset.kind);
    else if (button.dataset.do === "take-back") send(form, null);
    else if (pressed(form)) send(form, pressed(form));
    else tell(form, "Choose first which it was: helpful, wrong subject, wrong citation or not actionable.");
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.(".opinion");
    if (form) typed.set(keyOf(form), event.target.value);
  });
  new MutationObserver(() => {
    if (!typed.size) return;
    for (const form of document.querySelectorAll(".opinion")) {
      const words = typed.get(keyOf(form));
      if (words === undefined || noteOf(form).value === words) continue;
      noteOf(form).value = words;
      form.querySelector("details").open = true;
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
