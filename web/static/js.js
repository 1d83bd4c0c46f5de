/* Says, before the page is drawn, that scripts run here. */
document.documentElement.classList.add("js");
