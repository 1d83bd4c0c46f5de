/* The properties of what is selected, as a form beside the canvas. */
import { control, node } from "./fields.js";
import { sectionsOf } from "./sections.js";
import { t } from "./texts.js";

export class Panel {
  constructor(place, modeler, context) {
    this.place = place;
    this.modeler = modeler;
    this.context = context;
    this.element = null;
    this.controls = [];
    this.shape = "";
    modeler.on("selection.changed", ({ newSelection }) => this.show(newSelection));
    modeler.on("elements.changed", () => this.refresh());
    modeler.on("import.done", () => this.show([]));
  }

  show(selection) {
    const known = selection.filter((each) => each.businessObject);
    if (known.length > 1) return this._many(known.length);
    this.element = known[0] || this.pool();
    this.shape = "";
    return this.refresh();
  }

  /* Nothing selected: the process as a whole. */
  pool() {
    const registry = this.modeler.get("elementRegistry");
    return registry.find((each) => each.type === "bpmn:Participant") ||
      this.modeler.get("canvas").getRootElement();
  }

  refresh() {
    if (!this.element?.businessObject) return;
    const label = this.element.labelTarget || this.element;
    const sections = sectionsOf(label, this.context);
    const shape = JSON.stringify(sections.map((each) =>
      [each.title, each.fields.map((field) => [field.name, field.kind, field.label, field.help])]));
    if (shape === this.shape) {
      const fields = sections.flatMap((each) => each.fields);
      this.controls.forEach((made, index) => { made.field.now = fields[index]; made.refresh(); });
      return;
    }
    this.shape = shape;
    this._draw(sections);
  }

  _draw(sections) {
    const focused = document.activeElement?.closest("[data-field]");
    const kept = this.place.contains(focused) ? focused.dataset.field : null;
    this.controls = [];
    const boxes = sections.filter((each) => each.fields.length).map((section) => {
      const fields = section.fields.map((field) => this._control(field));
      const heading = node("summary", {}, section.title);
      return node("details", { class: "erm-props", open: section.open !== false }, heading, ...fields);
    });
    this.place.replaceChildren(...boxes);
    if (kept) {
      const again = this.place.querySelector(`[data-field="${CSS.escape(kept)}"]`);
      again?.querySelector("input, select, textarea, button")?.focus();
    }
  }

  /* Values are asked of the newest description: the element may have been replaced. */
  _control(field) {
    const live = {
      ...field,
      now: field,
      value: () => live.now.value(),
      set: (value) => live.now.set(value),
      options: field.options && (() => live.now.options()),
    };
    const made = control(live, this.context);
    made.field = live;
    this.controls.push(made);
    return made.box;
  }

  _many(count) {
    this.element = null;
    this.shape = "";
    this.place.replaceChildren(node("p", { class: "erm-none" }, t("many", { count })));
  }

  /* What is typed but not taken yet is taken. */
  flush() {
    const active = document.activeElement;
    if (this.place.contains(active) && active.matches("input, textarea, select")) {
      active.dispatchEvent(new Event("change"));
    }
  }
}
