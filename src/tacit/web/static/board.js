// Cards are dragged with a pointer, or picked up and put down with keys. The server decides; what it refuses goes back.
const board = document.querySelector("[data-board]");
const said = document.querySelector("[data-said]");
const columns = [...board.querySelectorAll("[data-state]")];
const stateOf = (card) => card.closest("[data-state]").dataset.state;
const nameOf = (column) => column.dataset.state.replaceAll("-", " ");
const titleOf = (card) => card.querySelector(".card-title").textContent;
const say = (words) => { said.textContent = words; };

// Where a card may go: by state, the act that leads there; `asks` is one that wants a text, and has a page for it.
function waysOf(card) {
  const ways = new Map();
  for (const each of card.dataset.ways.trim().split(" ").filter(Boolean)) {
    const [state, act] = each.split("=");
    ways.set(state, { act: act.replace("?", ""), asks: act.endsWith("?") });
  }
  return ways;
}

// -- putting a card somewhere

function place(card, column) {
  column.querySelector("ol").prepend(card);
  count();
}

function count() {
  for (const column of columns) {
    const shown = column.querySelector(".count");
    shown.textContent = column.querySelectorAll(".card").length + (shown.textContent.endsWith("+") ? "+" : "");
  }
}

async function move(card, column, home) {
  const way = waysOf(card).get(column.dataset.state);
  const back = () => { home.list.insertBefore(card, home.before); count(); };
  if (!way) {
    back();
    return refuse(card, `Nothing leads from ${home.name} to ${nameOf(column)}.`, "");
  }
  if (way.asks) {
    back();
    location.assign(`${card.dataset.url}/${way.act}`);
    return;
  }
  place(card, column);
  card.classList.add("is-sent");
  const body = new URLSearchParams({ record: card.dataset.card, act: way.act, state: column.dataset.state });
  try {
    const answer = await fetch("/board/move", { method: "POST", body, headers: { accept: "application/json" } });
    const told = await answer.json();
    if (!answer.ok) {
      back();
      refuse(card, told.detail, told.remedy || "");
    } else {
      refuse(card, "", "");
      say(`${titleOf(card)} moved to ${nameOf(column)}.`);
      await refresh(card);
    }
  } catch {
    back();
    refuse(card, "The server cannot be reached.", "The card is where it was. Try again in a moment.");
  }
  card.classList.remove("is-sent");
}

// The card as the server has it now: what may follow, and since when it stands there.
async function refresh(card) {
  const answer = await fetch(location.href);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(card.id);
  if (fresh) {
    const held = card.contains(document.activeElement);
    card.replaceWith(fresh);
    live(fresh);
    if (held) {
      fresh.querySelector("[data-grip]")?.focus();
    }
  }
}

function refuse(card, message, remedy) {
  const place = card.querySelector("[data-refusal]");
  place.replaceChildren();
  if (!message) {
    return;
  }
  const box = document.createElement("div");
  box.className = "problem";
  const strong = document.createElement("strong");
  strong.textContent = `${message[0].toUpperCase()}${message.slice(1).replace(/\.$/, "")}.`;
  const first = document.createElement("p");
  first.append(strong);
  const second = document.createElement("p");
  second.textContent = remedy;
  box.append(first, second);
  place.append(box);
  say(`It goes back to ${nameOf(card.closest("[data-state]"))}: ${message} ${remedy}`);
}

const homeOf = (card) => ({
  list: card.parentElement, before: card.nextElementSibling, name: nameOf(card.closest("[data-state]")),
});

// -- with keys

let lifted = null;

function lift(card) {
  lifted = { card, home: homeOf(card), start: card.closest("[data-state]") };
  card.classList.add("is-lifted");
  mark(card, true);
  const all = columns.filter((column) => waysOf(card).has(column.dataset.state)).map(nameOf);
  say(`Picked up ${titleOf(card)} from ${lifted.home.name}. It can go to ${all.join(", ")}. `
    + "Left and right arrow choose, Enter puts it down, Escape puts it back.");
}

function shift(step) {
  const { card, start } = lifted;
  const ways = waysOf(card);
  const open = columns.filter((column) => column === start || ways.has(column.dataset.state));
  const next = open[open.indexOf(card.closest("[data-state]")) + step];
  if (next) {
    if (next === start) {
      lifted.home.list.insertBefore(card, lifted.home.before);
    } else {
      next.querySelector("ol").prepend(card);
    }
    card.querySelector("[data-grip]").focus();
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
    say(`${nameOf(next)}, column ${columns.indexOf(next) + 1} of ${columns.length}.`);
  }
}

function drop(keep) {
  const { card, home, start } = lifted;
  const column = card.closest("[data-state]");
  lifted = null;
  card.classList.remove("is-lifted");
  mark(card, false);
  if (keep && column !== start) {
    move(card, column, home);
  } else {
    home.list.insertBefore(card, home.before);
    count();
    say(`${titleOf(card)} goes back to ${home.name}.`);
  }
  card.querySelector("[data-grip]").focus();
}

board.addEventListener("keydown", (event) => {
  const grip = event.target.closest("[data-grip]");
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!grip) {
    return;
  }
  if (lifted) {
    if (step) {
      shift(step);
    } else if (event.key === "Enter" || event.key === " ") {
      drop(true);
    } else if (event.key === "Escape" || event.key === "Tab") {
      drop(false);
    }
    if (event.key !== "Tab") {
      event.preventDefault();
    }
    return;
  }
  if (event.key === "Enter" || event.key === " ") {
    lift(grip.closest(".card"));
  } else if (step || event.key === "ArrowUp" || event.key === "ArrowDown") {
    walk(grip.closest(".card"), step || 0, { ArrowUp: -1, ArrowDown: 1 }[event.key] || 0);
  } else {
    return;
  }
  event.preventDefault();
});

// From card to card: up and down within a column, left and right to the nearest column that has one.
function walk(card, across, down) {
  const inColumn = (column) => [...column.querySelectorAll("[data-grip]")];
  const own = inColumn(card.closest("[data-state]"));
  if (down) {
    own[own.indexOf(card.querySelector("[data-grip]")) + down]?.focus();
    return;
  }
  const order = across > 0 ? columns : [...columns].reverse();
  const there = order.slice(order.indexOf(card.closest("[data-state]")) + 1).map(inColumn).find((each) => each.length);
  there?.[0].focus();
}

// -- with a pointer

function mark(card, on) {
  const ways = waysOf(card);
  for (const column of columns) {
    column.classList.toggle("can", on && ways.has(column.dataset.state));
  }
}

function begin(event) {
  const card = event.target.closest(".card");
  const grip = event.target.closest("[data-grip]");
  if (!card?.dataset.ways.trim() || event.button !== 0 || lifted
    || (!grip && (event.pointerType !== "mouse" || event.target.closest("button, summary, form, .problem")))) {
    return;
  }
  const from = { x: event.clientX, y: event.clientY };
  const home = homeOf(card);
  let over = null;
  let moving = false;

  function follow(now) {
    const [x, y] = [now.clientX - from.x, now.clientY - from.y];
    if (!moving && Math.hypot(x, y) < 6) {
      return;
    }
    if (!moving) {
      moving = true;
      card.classList.add("is-dragged");
      mark(card, true);
    }
    now.preventDefault();
    card.style.transform = `translate(${x}px, ${y}px)`;
    const column = document.elementFromPoint(now.clientX, now.clientY)?.closest("[data-state]") || null;
    over?.classList.remove("over");
    over = column;
    over?.classList.add("over");
  }

  function end(now) {
    document.removeEventListener("pointermove", follow);
    document.removeEventListener("pointerup", end);
    document.removeEventListener("pointercancel", end);
    card.classList.remove("is-dragged");
    card.style.transform = "";
    if (moving) { // who lets go of a link has not followed it
      const hold = (click) => { click.preventDefault(); click.stopPropagation(); };
      card.addEventListener("click", hold, { capture: true, once: true });
      setTimeout(() => card.removeEventListener("click", hold, { capture: true }));
    }
    over?.classList.remove("over");
    mark(card, false);
    if (moving && now.type === "pointerup" && over && over !== card.closest("[data-state]")) {
      move(card, over, home);
    }
  }

  document.addEventListener("pointermove", follow, { passive: false });
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);
}

board.addEventListener("pointerdown", begin);
board.addEventListener("dragstart", (event) => event.preventDefault());

function live(root) {
  for (const grip of root.querySelectorAll("[data-grip]")) {
    grip.hidden = false;
  }
}

live(board);
board.classList.add("is-live");
