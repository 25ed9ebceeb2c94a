// The part of CloudWatch's console that a custom widget meets: a click calls a function with the event that its
// <cwdb-action> holds and with what the fields of the widget hold, asks first if that says so, and shows the answer.
"use strict";

const widget = {
  params: {}, theme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light", locale: navigator.language,
  tab: "pages", clean: (html) => html, calls: [], asked: [], faults: [], raw: "", busy: 0,
};

const part = (id) => document.getElementById(id);

function fields(root) {
  const named = [...root.querySelectorAll("input[name], select[name], textarea[name]")];
  const counts = (each) => !["radio", "checkbox"].includes(each.type) || each.checked;
  return Object.fromEntries(named.filter(counts).map((each) => [each.name, each.value]));
}

function context(root) {
  const now = Date.now(), fortnight = 14 * 86400000;
  return {
    dashboardName: widget.dashboard, widgetId: "widget-1", accountId: "000000000000", title: "Repost",
    locale: widget.locale, theme: widget.theme, params: widget.params, forms: {all: fields(root)},
    timezone: {label: "UTC", offsetISO: "+00:00", offsetInMinutes: 0}, period: 300, isAutoPeriod: true, linkCharts: true,
    timeRange: {mode: "relative", start: now - fortnight, end: now, relativeStart: fortnight},
    width: root.clientWidth, height: root.clientHeight,
  };
}

async function call(endpoint, event) {
  widget.calls.push({endpoint, event});
  const reply = await fetch("call", {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({endpoint, event}),
  });
  return reply.ok ? reply.json() : `The function can't be reached (${reply.status}).`;
}

function answered(question) {
  widget.asked.push(question);
  const box = part("question");
  box.querySelector("p").textContent = question;
  box.showModal();
  return new Promise((done) => {
    const end = (answer) => () => { box.close(); done(answer); };
    part("yes").onclick = end(true);
    part("no").onclick = end(false);
    box.oncancel = () => done(false);
  });
}

function bind(root) {
  for (const action of root.querySelectorAll("cwdb-action")) {
    const button = action.previousElementSibling;
    const given = (name, usual) => action.getAttribute(name) ?? usual;
    let event = {};
    try {
      event = JSON.parse(action.textContent || "{}");
    } catch {
      widget.faults.push(`no JSON: ${action.textContent}`);
    }
    if (!button || given("action") !== "call" || !given("endpoint")) {
      widget.faults.push(`no button, or no call: ${action.outerHTML}`);
      continue;
    }
    button.addEventListener("click", async (click) => {
      click.preventDefault();
      if (given("confirmation") && !(await answered(given("confirmation")))) return;
      await shown(given("endpoint"), event, given("display", "widget"), root);
    });
    action.hidden = true;
  }
  for (const form of root.querySelectorAll("form")) form.addEventListener("submit", (each) => each.preventDefault());
}

async function shown(endpoint, event, where, root) {
  widget.busy += 1;
  try {
    const answer = await call(endpoint, {...event, widgetContext: context(root)});
    const place = where === "popup" ? part("popup").firstElementChild : part("widget");
    if (typeof answer === "string") {
      widget.raw = answer;
      place.innerHTML = widget.clean(answer);
      bind(place);
    } else {
      place.textContent = answer.markdown ?? JSON.stringify(answer, null, 2);
    }
    if (where === "popup") part("popup").showModal();
  } finally {
    widget.busy -= 1;
  }
}

// A page that the last run wrote, in this window and its theme: it calls nothing.
async function written(file) {
  widget.busy += 1;
  try {
    const page = new DOMParser().parseFromString(await (await fetch(file)).text(), "text/html");
    const box = document.createElement("div");
    box.className = page.body.className;
    box.append(page.querySelector("style"), ...page.body.children);
    part("widget").replaceChildren(box);
  } finally {
    widget.busy -= 1;
  }
}

function refresh() {
  document.documentElement.className = widget.theme === "dark" ? "cwdb-theme-dark" : "light";
  for (const tab of document.querySelectorAll("body > header nav button")) {
    if (tab.id === widget.tab) tab.setAttribute("aria-current", "page"); else tab.removeAttribute("aria-current");
  }
  if (part(widget.tab).dataset.file) return written(part(widget.tab).dataset.file);
  return shown(widget.endpoint, {...widget.params}, "widget", part("widget"));
}

function opens(tab, params = {}) {
  const {file} = part(tab).dataset;
  part(tab).hidden = file !== undefined && !widget.further.includes(file);
  part(tab).onclick = () => { Object.assign(widget, {tab, params}); return refresh(); };
}

async function start() {
  Object.assign(widget, await (await fetch("widget.json")).json());
  part("refresh").onclick = refresh;
  opens("pages");
  opens("review", {view: "review"});
  opens("post");
  opens("day");
  part("close").onclick = () => part("popup").close();
  part("theme").onclick = () => { widget.theme = widget.theme === "dark" ? "light" : "dark"; return refresh(); };
  part("locale").onclick = () => { widget.locale = widget.locale.startsWith("fr") ? "en" : "fr"; return refresh(); };
  await refresh();
}

widget.started = start();
