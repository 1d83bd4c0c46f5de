/* What lint says: a list beside the canvas, and a mark at each element. */
import { node } from "./fields.js";
import { t } from "./texts.js";

export class Findings {
  constructor(modeler, { list, count, go }) {
    Object.assign(this, { modeler, list, count, go });
    this.marks = [];
  }

  show(findings) {
    const sorted = [...findings].sort((one, other) =>
      Number(other.severity === "error") - Number(one.severity === "error"));
    const errors = sorted.filter((each) => each.severity === "error").length;
    this.count.textContent = String(sorted.length);
    this.count.classList.toggle("erm-count--red", errors > 0);
    this.list.replaceChildren(...sorted.map((each) => this._line(each)));
    if (!sorted.length) this.list.append(node("li", { class: "erm-none" }, t("nothing_wrong")));
    this._mark(sorted);
  }

  _line(finding) {
    const severity = node("span", {
      class: `erm-badge erm-badge--${finding.severity === "error" ? "red" : "amber"}`,
    }, t(finding.severity));
    const there = finding.element && this._element(finding.element);
    const place = finding.element ? node("span", { class: "erm-id" }, finding.element) : null;
    const rule = node("span", { class: "erm-id erm-muted" }, finding.rule);
    if (!there) return node("li", {}, severity, " ", place || "", " ", finding.message, " ", rule);
    const button = node("button", { type: "button", class: "erm-found" },
      severity, " ", place, " ", finding.message, " ", rule);
    button.addEventListener("click", () => this.go(finding.element));
    return node("li", {}, button);
  }

  _element(id) {
    return this.modeler.get("elementRegistry").get(id);
  }

  _mark(findings) {
    const overlays = this.modeler.get("overlays");
    overlays.remove({ type: "finding" });
    const byElement = new Map();
    for (const each of findings) {
      if (!each.element || !this._element(each.element)) continue;
      byElement.set(each.element, [...(byElement.get(each.element) || []), each]);
    }
    for (const [id, those] of byElement) this._badge(overlays, id, those);
  }

  _badge(overlays, id, those) {
    const bad = those.some((each) => each.severity === "error");
    const html = node("button", {
      type: "button", tabindex: "-1", class: `erm-mark erm-mark--${bad ? "red" : "amber"}`,
      title: those.map((each) => each.message).join("\n"), "aria-label": t("marks", { count: those.length, id }),
    }, bad ? "!" : "?");
    html.addEventListener("click", () => this.go(id));
    const flow = this._element(id).waypoints;
    overlays.add(id, "finding", { position: flow ? { top: -10, left: 4 } : { top: -12, right: 12 }, html });
  }
}
