// Keeps what is typed and not sent, on the server, and the address in step with the conversation that is shown.
(() => {
  const PAUSE_MS = 600;
  const MOST_KEPT_ALIVE = 60000;
  const NEW = "new";
  const place = () => document.querySelector("#place textarea, #place input")?.value ?? "";
  const box = () => document.querySelector("#question textarea");
  let shown = "";
  let changed = new URLSearchParams(location.search).has("ask");
  let timer = 0;
  const note = () => {
    clearTimeout(timer);
    const [at, field] = [place(), box()];
    if (!changed || !at || !field) return;
    changed = false;
    const body = JSON.stringify({ c: at === NEW ? "" : at, text: field.value });
    const sent = { method: "POST", headers: { "content-type": "application/json" }, keepalive: body.length < MOST_KEPT_ALIVE, body };
    fetch("/unsent", sent).catch(() => { changed = true; });
  };
  const address = () => {
    const at = place();
    if (!at || at === shown) return;
    shown = at;
    const wanted = at === NEW ? "/" : `/?c=${at}`;
    if (location.pathname + location.search !== wanted) history.replaceState(history.state, "", wanted + location.hash);
    note();
  };
  const name = () => {
    const keeping = document.querySelector("#keeping");
    if (keeping && !keeping.hasAttribute("role")) keeping.setAttribute("role", "status");
    document.querySelector("#conversation .edit-textarea:not([aria-label])")?.setAttribute("aria-label", "The question, to ask it otherwise");
  };
  const untilThere = () => { if (place()) address(); else setTimeout(untilThere, PAUSE_MS / 6); };
  document.addEventListener("input", (event) => {
    if (event.target !== box()) return;
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(note, PAUSE_MS);
  });
  // What is left of the page goes to the history: the address leads to it no more.
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#new") && location.search) history.replaceState(history.state, "", "/");
  }, true);
  // Gradio takes the root for the page's base: a link within the page would lead away from its conversation.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    location.assign(location.href.split("#")[0] + link.hash);
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") note(); });
  addEventListener("pagehide", note);
  new MutationObserver(() => { name(); address(); }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
  untilThere();
})();
