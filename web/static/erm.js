/* What pages gain where scripts run; everything works without. */
(function () {
  "use strict";

  function token() {
    const meta = document.querySelector('meta[name="csrf-token"]');
    return meta ? meta.content : "";
  }

  /* The first thing to read after an error. */
  const focus = document.querySelector("[data-focus]");
  if (focus) focus.focus();

  /* htmx: send the token along; do not poll while nobody looks or a field is in use. */
  document.addEventListener("htmx:configRequest", function (event) {
    event.detail.headers["X-CSRFToken"] = token();
  });
  document.addEventListener("htmx:beforeRequest", function (event) {
    const polls = event.target.hasAttribute("data-poll");
    const busy = event.target.contains(document.activeElement) &&
      document.activeElement !== event.target;
    if (polls && (document.hidden || busy)) event.preventDefault();
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    const place = document.getElementById("announce");
    const text = event.target.getAttribute && event.target.getAttribute("data-announce");
    if (place && text) place.textContent = text;
  });

  /* Lines of a table in a form. */
  function renumber(rows) {
    rows.querySelectorAll("[data-lines] > [data-row]").forEach(function (row, index) {
      row.querySelectorAll("[data-number]").forEach(function (place) {
        place.textContent = index + 1;
      });
    });
  }
  function addLine(rows) {
    const lines = rows.querySelector("[data-lines]");
    const template = rows.querySelector("template[data-line]");
    const taken = Array.from(lines.querySelectorAll("[name]")).map(function (input) {
      return parseInt(input.name.split(".")[1], 10) || 0;
    });
    const number = taken.length ? Math.max.apply(null, taken) + 1 : 0;
    const copy = template.content.cloneNode(true);
    copy.querySelectorAll("*").forEach(function (element) {
      ["id", "for", "name", "value", "data-path", "list", "aria-describedby"].forEach(function (name) {
        const text = element.getAttribute(name);
        if (text && text.includes("NEW")) element.setAttribute(name, text.replace(/NEW/g, number));
      });
    });
    lines.appendChild(copy);
    renumber(rows);
    const first = lines.lastElementChild.querySelector("input:not([type=hidden]), select, textarea");
    if (first) first.focus();
  }
  document.addEventListener("click", function (event) {
    const add = event.target.closest("[data-add]");
    const remove = event.target.closest("[data-remove]");
    if (!add && !remove) return;
    event.preventDefault();
    const rows = event.target.closest("[data-rows]");
    if (add) {
      addLine(rows);
    } else {
      event.target.closest("[data-row]").remove();
      renumber(rows);
      rows.querySelector("[data-add]").focus();
    }
    changed(rows);
  });

  /* Drafts keep themselves; the server says which fields the answers call for. */
  const form = document.querySelector("form[data-task]");
  let timer = null;
  let written = false;
  function changed(where) {
    if (!form || !form.contains(where)) return;
    written = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, 700);
  }
  async function ask() {
    const data = new FormData(form);
    for (const [name, value] of Array.from(data)) {
      if (value instanceof File) data.delete(name);
    }
    data.delete("do");
    data.set("keep", "1");
    let answer;
    try {
      answer = await fetch(form.dataset.task, {
        method: "POST", body: data, headers: { "X-CSRFToken": token() },
      });
    } catch (_problem) {
      return;
    }
    if (!answer.ok || !(answer.headers.get("Content-Type") || "").includes("json")) return;
    written = false;
    show((await answer.json()).shown);
    const place = form.querySelector("[data-saved]");
    const now = new Date();
    const two = function (number) { return String(number).padStart(2, "0"); };
    place.textContent = place.dataset.text + " " + two(now.getHours()) + ":" + two(now.getMinutes());
  }
  function show(paths) {
    const shown = new Set(paths);
    form.querySelectorAll("[data-path]").forEach(function (element) {
      const path = element.dataset.path;
      const known = shown.has(path) || (path.includes(".") && !shown.has(path.split(".")[0]));
      const blank = path.includes(".") && shown.has(path.split(".")[0]) && !isWritten(element);
      element.classList.toggle("is-hidden", !known && !blank);
    });
  }
  /* A line in which nothing is written does not exist for the server. */
  function isWritten(element) {
    const row = element.closest("[data-row]");
    if (!row) return true;
    return Array.from(row.querySelectorAll("input, select, textarea")).some(function (input) {
      return input.type === "radio" || input.type === "checkbox" ? input.checked : input.value;
    });
  }
  if (form) {
    form.addEventListener("input", function (event) { changed(event.target); });
    form.addEventListener("change", function (event) { changed(event.target); });
    form.addEventListener("submit", function () {
      written = false;
      window.clearTimeout(timer);
    });
    window.addEventListener("beforeunload", function (event) {
      if (written) event.preventDefault();
    });
  }

  /* The picture of a process: its size without loading the page again. */
  document.addEventListener("click", function (event) {
    const zoom = event.target.closest("[data-zoom]");
    const picture = zoom && zoom.closest("section").querySelector(".erm-diagram");
    if (!picture) return;
    event.preventDefault();
    resize(picture, Number(zoom.dataset.zoom) / 100);
    zoom.parentElement.querySelectorAll("[data-zoom]").forEach(function (each) {
      if (each === zoom) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    });
    const live = document.getElementById("live");
    if (live) {
      const address = live.getAttribute("hx-get").replace(/zoom=\d+/, "zoom=" + zoom.dataset.zoom);
      live.setAttribute("hx-get", address);
      if (window.htmx) window.htmx.process(live);
    }
  });
  function resize(picture, factor) {
    const svg = picture.querySelector("svg");
    const box = svg.viewBox.baseVal;
    const across = (picture.scrollLeft + picture.clientWidth / 2) / picture.scrollWidth;
    const down = (picture.scrollTop + picture.clientHeight / 2) / picture.scrollHeight;
    svg.setAttribute("width", box.width * factor);
    svg.setAttribute("height", box.height * factor);
    picture.scrollLeft = across * picture.scrollWidth - picture.clientWidth / 2;
    picture.scrollTop = down * picture.scrollHeight - picture.clientHeight / 2;
  }

  /* Bring the step that waits into view. */
  document.querySelectorAll(".erm-diagram").forEach(function (picture) {
    const step = picture.querySelector("a");
    if (!step) return;
    const box = step.getBoundingClientRect();
    const frame = picture.getBoundingClientRect();
    picture.scrollLeft += box.left - frame.left - (frame.width - box.width) / 2;
    picture.scrollTop += box.top - frame.top - (frame.height - box.height) / 2;
  });
})();
