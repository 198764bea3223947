// Brings each new question to the top of the conversation, and opens the passage that a mark leads to.
(() => {
  const people = () => document.querySelectorAll('#conversation [data-testid="user"]');
  const scroller = (node) => {
    for (let up = node.parentElement; up; up = up.parentElement) {
      if (up.scrollHeight > up.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(up).overflowY)) return up;
      if (up.id === "conversation") return null;
    }
    return null;
  };
  let count = 0;
  let pinned = null;
  const follow = () => {
    const asked = people();
    if (asked.length !== count) {
      pinned = asked.length > count ? asked[asked.length - 1] : null;
      count = asked.length;
    }
    if (!pinned || !pinned.isConnected) pinned = pinned && asked[asked.length - 1];
    const box = pinned && scroller(pinned);
    if (box) box.scrollTop += pinned.getBoundingClientRect().top - box.getBoundingClientRect().top - 12;
  };
  const name = () => {
    document.querySelector("#question .submit-button")?.setAttribute("aria-label", "Ask");
    document.querySelector("#question .stop-button")?.setAttribute("aria-label", "Stop");
    document.querySelector("#notice")?.setAttribute("role", "alert");
  };
  const letGo = () => { pinned = null; };
  const open = (event) => {
    const mark = event.target.closest?.('a[href*="#cite-"]');
    const passage = mark && document.getElementById(mark.hash.slice(1));
    for (let up = passage; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    if (passage) letGo();
  };
  document.addEventListener("click", open, true);
  for (const kind of ["wheel", "touchmove"]) document.addEventListener(kind, letGo, { passive: true });
  document.addEventListener("keydown", (event) => {
    letGo();
    if (event.key === "Escape" && location.hash.startsWith("#cite-")) location.hash = "#close";
  });
  new MutationObserver(() => { follow(); name(); }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
})();
