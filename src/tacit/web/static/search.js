// Hits as one types: the same page, of which only the hits are asked for. Arrow keys go through them.
const form = document.querySelector("[data-search]");
const hits = document.getElementById(form.dataset.search);
const said = document.querySelector("[data-search-said]");
const words = form.querySelector("input[type=search]");
const PAUSE = 150;
let waiting = 0;
let asked = null;

function address() {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  return `${form.getAttribute("action")}?${query}`;
}

// Of another kind the states to choose from are others: then all of the page is asked for.
async function find(whole) {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(`${address()}&part=${whole ? "all" : "hits"}`, { signal: asked.signal });
    if (!answer.ok) {
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    hits.replaceChildren(...(page.getElementById(hits.id) || page.body).childNodes);
    if (whole) {
      const states = form.elements.status;
      states.replaceChildren(...page.getElementById(states.id).childNodes);
    }
    history.replaceState(null, "", address());
    said.textContent = hits.querySelector("[data-count]")?.textContent || "";
  } catch (wrong) {
    if (wrong.name !== "AbortError") {
      said.textContent = "The server cannot be reached.";
    }
  }
}

form.addEventListener("input", (event) => {
  clearTimeout(waiting);
  waiting = setTimeout(find, PAUSE, event.target.name === "kind");
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = [words, ...hits.querySelectorAll(".hits a")];
  const at = all.indexOf(document.activeElement);
  if (step && at >= 0 && all[at + step]) {
    event.preventDefault();
    all[at + step].focus();
  }
});
