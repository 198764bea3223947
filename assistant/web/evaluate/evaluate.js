// Two things that a form can't do: look again at a run that is under way, and grade with single keys.
"use strict";

async function lookAgain() {
  const shown = document.getElementById("progress");
  if (!shown || !shown.dataset.again) return;
  setTimeout(async () => {
    try {
      const reply = await fetch(location.href, { headers: { accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("progress");
      if (fresh) update(shown, fresh);
    } catch {
      // The server is away or busy: look once more.
    }
    lookAgain();
  }, Number(shown.dataset.again));
}

// Words change in place while the run goes on, so that focus stays and only what is new is read out.
function update(shown, fresh) {
  if (!fresh.dataset.again) {
    shown.replaceWith(fresh);
    return;
  }
  for (const part of ["[role=status]", ".hint"]) {
    const [now, next] = [shown.querySelector(part), fresh.querySelector(part)];
    if (now && next && now.textContent !== next.textContent) now.innerHTML = next.innerHTML;
  }
  const [bar, next] = [shown.querySelector("progress"), fresh.querySelector("progress")];
  if (bar && next) bar.value = next.value;
  else if (next) shown.querySelector("[role=status]").after(next);
}

function press(event) {
  const form = document.getElementById("grading"), note = document.getElementById("note");
  if (!form || !form.dataset.keys || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (event.key === "Escape") return note.blur();
  if (event.target.closest("textarea, input, select")) return;
  const grade = form.querySelector(`button[value="${/^[0-3]$/.test(event.key) ? event.key : "none"}"]`);
  const rest = document.getElementById("rest");
  const acts = {
    b: () => document.getElementById("back")?.click(),
    s: () => document.getElementById("skip")?.click(),
    n: () => note.focus(),
    m: () => rest && (rest.open = !rest.open),
  };
  if (!grade && !acts[event.key]) return;
  event.preventDefault();
  if (grade) grade.click();
  else acts[event.key]();
}

document.addEventListener("keydown", press);
lookAgain();
