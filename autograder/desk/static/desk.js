// Keys for who marks, and the next answer without a new page. Every form works without this script.
"use strict";

const field = (name) => document.querySelector(name);
const typing = (element) => element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement ||
  (element instanceof HTMLInputElement && !["checkbox", "radio", "submit", "button"].includes(element.type));

const UNREAD = 500;  // ms: nobody has read an answer that was just shown; the second half of a double click or press is no mark of 0 for it

let busy = false;
let shown = -Infinity;  // when this answer took the last one's place, until something is chosen for it

function add() {
  const form = field("[data-mark]");
  if (!form) return;
  const total = form.querySelector("[data-sum]"), own = form.elements.points;
  let sum = 0;
  for (const one of form.querySelectorAll("[data-points]:checked")) sum += Number(one.dataset.points);
  const most = Number(own.dataset.most);
  sum = Math.min(Math.max(sum, 0), most);
  total.textContent = own.value.trim() || (form.querySelector("[data-points]") ? String(Math.round(sum * 100) / 100) : "–");
}

function tick(number) {
  const criterion = field(`[data-criterion="${number}"]`);
  if (!criterion) return;
  const boxes = [...criterion.querySelectorAll("input")];
  if (boxes[0].type === "checkbox") boxes[0].checked = !boxes[0].checked;
  else boxes[(boxes.findIndex((one) => one.checked) + 1) % boxes.length].checked = true;
  chosen();
}

function chosen() {
  shown = -Infinity;
  add();
}

function tell(text) {
  const place = document.getElementById("told");
  const line = document.createElement("p");
  line.className = "card notice bad";
  line.textContent = text;
  place.replaceChildren(line);
}

// Put another page's content in place of this one's; the address follows, so that reloading and going back work.
function show(text, address, well) {
  const next = new DOMParser().parseFromString(text, "text/html");
  const content = next.getElementById("content");
  if (!content || !content.querySelector("[data-marking]")) {
    if (!well) {
      tell(next.querySelector("[role=alert]")?.textContent ?? next.body.textContent);
      return;
    }
    location.assign(address);
    return;
  }
  field("#content").replaceWith(document.adoptNode(content));
  shown = performance.now();
  document.title = next.title;
  if (address !== location.href) history.pushState(null, "", address);
  ready();
}

async function send(form) {
  if (busy || (form.matches("[data-mark]") && performance.now() - shown < UNREAD)) return;
  busy = true;
  form.classList.add("saving");
  try {
    const answer = await fetch(form.getAttribute("action"), {  // form.action would be the field of that name
      method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin",
    });
    const text = await answer.text();
    if (answer.headers.get("content-type")?.startsWith("text/html")) show(text, answer.redirected ? answer.url : location.href, answer.ok);
    else tell(text);
  } catch {
    tell(document.documentElement.lang === "ko"
      ? "책상에 연결할 수 없습니다. 저장되었는지는 알 수 없습니다. 입력한 내용은 그대로 있으니 다시 보내세요. 한 번만 반영됩니다."
      : "The desk can’t be reached: it isn’t known whether this was saved. What you typed is still here; send it again, it counts once.");
  } finally {
    busy = false;
    form.classList.remove("saving");
  }
}

function ready() {
  add();
  const form = field("[data-mark]");
  if (!form) return;
  (field("[role=alert]") || field("[data-answer]"))?.scrollIntoView?.({block: "nearest"});
  field("[data-answer]")?.focus({preventScroll: true});
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-mark], [data-undo]")) {
    event.preventDefault();
    send(event.target);
  }
});
document.addEventListener("input", chosen);
document.addEventListener("change", chosen);
addEventListener("popstate", () => location.reload());

document.addEventListener("keydown", (event) => {
  const form = field("[data-mark]");
  if (!form || event.altKey || event.metaKey || event.isComposing) return;
  const within = event.target;
  if (event.key === "Escape" && typing(within)) { within.blur(); return; }
  if (event.repeat && /^(Enter|[1-9su])$/.test(event.key) && !typing(within)) {  // a key held down is for one answer, not for those that follow
    event.preventDefault();
    return;
  }
  if (event.key === "Enter" && event.ctrlKey) { event.preventDefault(); form.requestSubmit(); return; }
  if (event.ctrlKey || typing(within)) return;
  if (event.key === "Enter") {
    if (within.closest("a, button, summary")) return;
    event.preventDefault();
    form.requestSubmit();
  } else if (/^[1-9]$/.test(event.key)) tick(event.key);
  else if (event.key === "c") { event.preventDefault(); form.elements.comment.focus(); }
  else if (event.key === "p") { event.preventDefault(); form.elements.points.focus(); }
  else if (event.key === "s") field("[data-skip]").click();
  else if (event.key === "u") field("[data-undo]")?.requestSubmit();
  else if (event.key === "?") { const help = field("[data-help]"); help.open = !help.open; if (help.open) help.querySelector("summary").focus(); }
});

ready();
