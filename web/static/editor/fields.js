/* Plain, labelled form controls out of descriptions:

   { name, kind, label, value, set, help?, options?, suggest?, place?, type? }

   ``kind`` is text, long, choice, one-of (a text with offers), checks, yes, expression,
   note or button; ``value()`` reads what is so, ``set(text)`` changes it. */
import { t } from "./texts.js";

let numbers = 0;

export function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false || value === null) continue;
    if (name in made && typeof value === "function") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((each) => each !== null && each !== undefined));
  return made;
}

/* A control with its label; ``refresh`` shows again what is so. */
export function control(field, { readOnly, expressions }) {
  const id = `field-${++numbers}`;
  const make = MAKERS[field.kind] || MAKERS.text;
  const made = make(field, id, readOnly);
  made.box.dataset.field = field.name;
  if (field.help) {
    const help = node("p", { class: "erm-help", id: `${id}-help` }, field.help);
    made.input?.setAttribute("aria-describedby", help.id);
    made.box.insertBefore(help, made.box.children[1] || null);
  }
  if (field.kind === "expression" && expressions) expressions.attend(made, field, id);
  return made;
}

function labelled(field, id, input, ...more) {
  const label = node("label", { for: id }, field.label);
  return node("div", { class: "erm-prop" }, label, input, ...more);
}

function typed(input, field) {
  input.value = field.value();
  input.addEventListener("change", () => field.set(input.value.trim()));
  return () => { if (document.activeElement !== input) input.value = field.value(); };
}

const MAKERS = {
  text(field, id, readOnly) {
    const input = node("input", {
      class: "erm-field", id, type: "text", autocomplete: "off", disabled: readOnly,
      maxlength: field.most || 500, spellcheck: "false",
    });
    return { box: labelled(field, id, input), input, refresh: typed(input, field) };
  },

  long(field, id, readOnly) {
    const input = node("textarea", { class: "erm-field", id, rows: field.rows || 1, disabled: readOnly });
    return { box: labelled(field, id, input), input, refresh: typed(input, field) };
  },

  /* An expression: one line that grows, checked while it is typed. */
  expression(field, id, readOnly) {
    const input = node("textarea", {
      class: "erm-field erm-prop__code", id, rows: 1, disabled: readOnly, spellcheck: "false",
      autocomplete: "off", role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
    });
    return { box: labelled(field, id, input), input, refresh: typed(input, field) };
  },

  choice(field, id, readOnly) {
    const input = node("select", { class: "erm-field", id, disabled: readOnly });
    const refresh = () => {
      const now = field.value();
      const offered = field.options();
      if (now && !offered.some((each) => each.value === now)) {
        offered.push({ value: now, label: `${now} (${t("unknown")})` });
      }
      input.replaceChildren(...offered.map((each) =>
        node("option", { value: each.value, selected: each.value === now }, each.label)));
      input.value = now;
    };
    refresh();
    input.addEventListener("change", () => field.set(input.value));
    return { box: labelled(field, id, input), input, refresh };
  },

  "one-of"(field, id, readOnly) {
    const made = MAKERS.text(field, id, readOnly);
    const list = node("datalist", { id: `${id}-offers` });
    const offer = () => list.replaceChildren(
      ...field.options().map((value) => node("option", { value })));
    offer();
    made.input.setAttribute("list", list.id);
    made.box.append(list);
    const before = made.refresh;
    return { ...made, refresh: () => { before(); offer(); } };
  },

  yes(field, id, readOnly) {
    const input = node("input", { type: "checkbox", id, disabled: readOnly });
    const refresh = () => { input.checked = field.value(); };
    refresh();
    input.addEventListener("change", () => field.set(input.checked));
    const label = node("label", { for: id }, field.label);
    return { box: node("div", { class: "erm-prop erm-prop--yes" }, input, label), input, refresh };
  },

  /* Several of a few; the order in which they were chosen counts. */
  checks(field, id, readOnly) {
    const boxes = field.options().map((each, index) => {
      const input = node("input", {
        type: "checkbox", id: `${id}-${index}`, value: each.value, disabled: readOnly,
      });
      input.addEventListener("change", () => {
        const chosen = field.value().filter((one) => one !== each.value);
        field.set(input.checked ? [...chosen, each.value] : chosen);
      });
      return [input, node("label", { for: input.id }, each.label)];
    });
    const refresh = () => {
      const chosen = field.value();
      for (const [input] of boxes) input.checked = chosen.includes(input.value);
    };
    refresh();
    const box = node("fieldset", { class: "erm-prop erm-prop--checks" },
      node("legend", {}, field.label),
      ...boxes.map(([input, label]) => node("div", { class: "erm-prop--yes" }, input, label)));
    return { box, input: null, refresh };
  },

  note(field) {
    const text = node("p", { class: "erm-prop erm-muted" }, field.label);
    return { box: text, input: null, refresh() {} };
  },

  link(field) {
    const link = node("a", { href: field.value() }, field.label);
    const refresh = () => { link.href = field.value(); link.hidden = !field.value(); };
    refresh();
    return { box: node("p", { class: "erm-prop" }, link), input: null, refresh };
  },

  button(field, id, readOnly) {
    const input = node("button", {
      type: "button", id, disabled: readOnly,
      class: "ontario-button ontario-button--secondary erm-button--small",
    }, field.label);
    input.addEventListener("click", () => field.set());
    return { box: node("div", { class: "erm-prop" }, input), input, refresh() {} };
  },
};
