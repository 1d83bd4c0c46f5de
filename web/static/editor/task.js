/* What a person's task has: who works it, which form, until when, how often. */
import { config, t } from "./texts.js";
import { property, raciField } from "./sections.js";

export function taskFields(element, context) {
  const { carried, words } = context;
  const named = () => {
    const text = carried.property(element, "roles") || carried.property(element, "role");
    return text.split(",").map((each) => each.trim()).filter(Boolean);
  };
  return [
    {
      name: "roles", kind: "checks", label: t("roles"), help: t("roles_help"),
      options: () => words.roles,
      value: named,
      set(chosen) {
        carried.setProperties(element, {
          role: chosen.length === 1 ? chosen[0] : "",
          roles: chosen.length > 1 ? chosen.join(", ") : "",
        });
      },
    },
    property("form", t("form"), element, context, {
      kind: "one-of", help: t("form_help"), options: () => words.forms,
      set(text) { carried.setProperties(element, { form: text.toLowerCase() }); },
    }),
    {
      name: "form-link", kind: "link", label: t("form_edit"),
      value: () => {
        const form = carried.property(element, "form");
        return form ? `${config.files}forms/${encodeURIComponent(form)}` : "";
      },
    },
    raciField(element, context),
    property("due_in", t("due_in"), element, context, {
      kind: "expression", place: "due_in", help: t("due_help"),
    }),
    gate("gate", t("gate"), element, context),
    gate("holds", t("holds"), element, context),
  ];
}

function gate(name, label, element, context) {
  return property(name, label, element, context, {
    kind: "choice",
    options: () => [
      { value: "", label: t("none") },
      ...context.words.gates.map((value) => ({ value, label: value })),
    ],
  });
}

/* One task or subprocess for each item of a list. */
export function roundFields(element, context) {
  const { carried, words } = context;
  const rounds = () => carried.rounds(element);
  const change = (values) => carried.setRounds(element, { ...rounds(), ...values });
  const isTask = element.type !== "bpmn:SubProcess";
  const fields = [{
    name: "several", kind: "yes", label: t("several"),
    value: () => Boolean(rounds()),
    set(yes) {
      carried.setRounds(element, yes ? { list: "people", item: "person" } : null);
    },
  }];
  if (!rounds()) return fields;
  fields.push(
    {
      name: "list", kind: "one-of", label: t("list"), help: t("list_help"),
      options: () => words.variables,
      value: () => rounds()?.list || "", set: (list) => change({ list }),
    },
    {
      name: "item", kind: "text", label: t("item"),
      value: () => rounds()?.item || "", set: (item) => change({ item }),
    },
    {
      name: "sequential", kind: "yes", label: t("sequential"),
      value: () => Boolean(rounds()?.sequential), set: (sequential) => change({ sequential }),
    },
    {
      name: "until", kind: "expression", place: "condition", label: t("until"),
      value: () => rounds()?.until || "", set: (until) => change({ until }),
    },
  );
  if (isTask) {
    fields.push(property("assignee", t("assignee"), element, context, {
      kind: "one-of", options: () => [rounds()?.item || ""].filter(Boolean),
    }));
  }
  return fields;
}
