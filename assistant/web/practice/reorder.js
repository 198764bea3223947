// Puts the rows of a list in order by pointer or keyboard. The server keeps the order, by the form that the arrows send.
(() => {
  const list = document.querySelector("[data-order]");
  if (!list) return;
  const form = list.closest("form");
  const status = form.querySelector("[data-said]");
  const EDGE = 48;
  const STEP = 16;
  const rows = () => [...list.children];
  const placeOf = (row) => rows().indexOf(row) + 1;
  const say = (text) => { status.textContent = text; };
  let lifted = null;

  const lift = (row) => {
    lifted = { row, from: placeOf(row), next: row.nextElementSibling };
    row.classList.add("lifted");
    row.querySelector(".handle").setAttribute("aria-pressed", "true");
  };
  const let_go = () => {
    const { row } = lifted;
    lifted = null;
    row.classList.remove("lifted");
    row.querySelector(".handle").setAttribute("aria-pressed", "false");
    return row;
  };
  const told = (row) => `${row.dataset.called}, place ${placeOf(row)} of ${rows().length}`;
  const send = (row) => {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "move", value: `${row.dataset.part}:${placeOf(row)}` });
    form.append(field);
    form.action = form.action.split("#")[0];
    form.submit();
  };
  const drop = () => {
    const { from } = lifted;
    const row = let_go();
    if (placeOf(row) === from) { say(`Dropped where it was: ${told(row)}.`); return; }
    say(`Dropped: ${told(row)}. Keeping the order …`);
    send(row);
  };
  const cancel = () => {
    const { next } = lifted;
    const row = let_go();
    list.insertBefore(row, next);
    row.querySelector(".handle").focus();
    say(`Left where it was: ${told(row)}.`);
  };
  const move = (row, place) => {
    const others = rows().filter((one) => one !== row);
    const at = Math.min(Math.max(place, 1), others.length + 1);
    if (at === placeOf(row)) return;
    list.insertBefore(row, others[at - 1] ?? null);
  };

  const keys = {
    ArrowUp: (row) => move(row, placeOf(row) - 1),
    ArrowDown: (row) => move(row, placeOf(row) + 1),
    Home: (row) => move(row, 1),
    End: (row) => move(row, rows().length),
  };
  list.addEventListener("keydown", (event) => {
    const handle = event.target.closest(".handle");
    if (!handle) return;
    const row = handle.closest("li");
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (event.repeat) return;
      if (lifted) { drop(); return; }
      lift(row);
      say(`Lifted: ${told(row)}. Arrow keys move it, Space drops it, Escape leaves it where it was.`);
    } else if (lifted && event.key === "Escape") {
      event.preventDefault();
      cancel();
    } else if (lifted && keys[event.key]) {
      event.preventDefault();
      keys[event.key](row);
      handle.focus();  // a row that is put elsewhere in the page loses it
      say(`${told(row)}.`);
    }
  });
  list.addEventListener("focusout", (event) => {
    if (lifted && !lifted.pointer && event.relatedTarget && !lifted.row.contains(event.relatedTarget)) {
      const to = event.relatedTarget;
      cancel();
      to.focus();
    }
  });

  list.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".handle");
    if (!handle || lifted || event.button !== 0) return;
    event.preventDefault();
    handle.focus();
    lift(handle.closest("li"));
    lifted.pointer = event.pointerId;
    list.setPointerCapture(event.pointerId);
  });
  // A list that is longer than its pane goes on under the pointer.
  const follow = (y) => {
    const pane = form.scrollHeight > form.clientHeight + 1 && getComputedStyle(form).overflowY === "auto" ? form : null;
    const { top, bottom } = pane ? pane.getBoundingClientRect() : { top: 0, bottom: innerHeight };
    const by = y < top + EDGE ? -STEP : y > bottom - EDGE ? STEP : 0;
    if (by) (pane ?? window).scrollBy(0, by);
  };
  const isMine = (event) => lifted && lifted.pointer === event.pointerId;
  list.addEventListener("pointermove", (event) => {
    if (!isMine(event)) return;
    const { row } = lifted;
    follow(event.clientY);
    const above = rows().filter((one) => one !== row).filter((one) => {
      const box = one.getBoundingClientRect();
      return box.top + box.height / 2 < event.clientY;
    });
    move(row, above.length + 1);
  });
  list.addEventListener("pointerup", (event) => { if (isMine(event)) drop(); });
  list.addEventListener("pointercancel", (event) => { if (isMine(event)) cancel(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && lifted?.pointer !== undefined) cancel();
  });

  for (const row of rows()) {
    const handle = row.querySelector(".handle");
    handle.hidden = false;
    handle.setAttribute("aria-pressed", "false");
  }
  for (const hint of form.querySelectorAll(".with-script")) hint.hidden = false;
  list.querySelector("[data-moved] .handle")?.focus();
})();
