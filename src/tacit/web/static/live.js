// Says that what one is looking at has changed, and shows it only when asked. A stream is open while the page is seen:
// browsers have few connections to one server.
const page = document.querySelector("[data-live]");
const FIRST = 1000, LONGEST = 30000; // milliseconds until it tries again
let since = page.dataset.since;
let stream, timer, wait = FIRST, count = 0;

const bar = document.createElement("div");
bar.className = "live";
bar.setAttribute("role", "status");
const words = document.createElement("span");
const show = button("Show", () => location.reload());
const dismiss = button("Not now", () => say(""));
document.body.append(bar);

function button(text, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", pressed);
  return made;
}

function say(text, ...buttons) {
  words.textContent = text;
  bar.replaceChildren(...(text ? [words, ...buttons] : []));
}

function changed(event) {
  const told = JSON.parse(event.data);
  since = event.lastEventId || since;
  count += 1;
  const about = told.title && page.dataset.live !== `record=${told.record}` ? `: ${told.title}` : "";
  const more = count > 1 ? ` (${count} changes)` : "";
  say(told.more ? "Much has changed since." : `${told.said}${about}, just now${more}.`, show, dismiss);
}

function open() {
  close();
  stream = new EventSource(`/events?${page.dataset.live}&since=${encodeURIComponent(since)}`);
  stream.addEventListener("open", () => {
    wait = FIRST;
    if (bar.dataset.away) {
      delete bar.dataset.away;
      say("");
    }
  });
  stream.addEventListener("changed", changed);
  stream.addEventListener("at", (event) => { since = event.lastEventId || since; });
  stream.addEventListener("ended", ended);
  stream.addEventListener("error", away);
}

function away() {
  close();
  if (wait > FIRST) { // one that fails once may be back at once
    bar.dataset.away = "yes";
    say("Not connected. What you type stays on this page.");
  }
  timer = setTimeout(open, wait * (0.75 + Math.random() / 2));
  wait = Math.min(wait * 2, LONGEST);
}

function ended(event) {
  close();
  document.removeEventListener("visibilitychange", follow);
  say(`This page is not followed any more: ${JSON.parse(event.data).said}.`, show);
}

function close() {
  clearTimeout(timer);
  stream?.close();
}

const follow = () => (document.hidden ? close() : open());
document.addEventListener("visibilitychange", follow);
addEventListener("pagehide", close);
addEventListener("pageshow", (event) => event.persisted && follow());
follow();
