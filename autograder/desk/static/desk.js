// Keys for who marks, and the next answer without a new page. Every form works without this script.
"use strict";

const field = (name) => document.querySelector(name);
const typing = (element) => element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement ||
  (element instanceof HTMLInputElement && !["checkbox", "radio", "submit", "button"].includes(element.type));

let busy = false;

function add() {
  const form = field("[data-mark]");
  if (!form) return;
  const shown = form.querySelector("[data-sum]"), own = form.elements.points;
  let sum = 0;
  for (const one of form.querySelectorAll("[data-points]:checked")) sum += Number(one.dataset.points);
  const most = Number(own.dataset.most);
  sum = Math.min(Math.max(sum, 0), most);
  shown.textContent = own.value.trim() || (form.querySelector("[data-points]") ? String(Math.round(sum * 100) / 100) : "–");
}

function tick(number) {
  const criterion = field(`[data-criterion="${number}"]`);
  if (!criterion) return;
  const boxes = [...criterion.querySelectorAll("input")];
  if (boxes[0].type === "checkbox") boxes[0].checked = !boxes[0].checked;
  else boxes[(boxes.findIndex((one) => one.checked) + 1) % boxes.length].checked = true;
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
  document.title = next.title;
  if (address !== location.href) history.pushState(null, "", address);
  ready();
}

async function send(form) {
  if (busy) return;
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
document.addEventListener("input", add);
document.addEventListener("change", add);
addEventListener("popstate", () => location.reload());

document.addEventListener("keydown", (event) => {
  const form = field("[data-mark]");
  if (!form || event.altKey || event.metaKey || event.isComposing) return;
  const within = event.target;
  if (event.key === "Escape" && typing(within)) { within.blur(); return; }
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
