/* The calendar by keyboard: arrows go from day to day, Page Up and Page Down turn the
   page.  Without scripts every day is still a link that Tab reaches. */
(function () {
  "use strict";

  const calendar = document.querySelector("[data-calendar]");
  if (!calendar) return;
  const days = Array.from(calendar.querySelectorAll("[data-day]"));
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

  function turn(rel) {
    const link = document.querySelector('main a[rel="' + rel + '"]');
    if (link) link.click();
  }

  calendar.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      turn(event.key === "PageUp" ? "prev" : "next");
      return;
    }
    const at = days.indexOf(event.target.closest("[data-day]"));
    if (at < 0) return;
    let to = null;
    if (event.key in steps) to = at + steps[event.key];
    if (event.key === "Home") to = at - (at % 7);
    if (event.key === "End") to = at - (at % 7) + 6;
    if (to === null) return;
    event.preventDefault();
    if (days[to]) days[to].focus();
  });
})();
