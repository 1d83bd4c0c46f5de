/* Which properties an element has, by its kind. */
import { getBusinessObject, is } from "../vendor/modeler.js";
import { eventFields } from "./events.js";
import { flowFields, gatewayFields } from "./ways.js";
import { operatorFields } from "./operator.js";
import { taskFields, roundFields } from "./task.js";
import { t } from "./texts.js";

const KNOWN = new Set([
  "name_fr", "help_fr", "form", "role", "roles", "raci", "due_in", "gate", "holds", "assignee",
  "milestones",
]);

/* ``context`` has what is ``carried``, the ``words`` and the ``modeler``. */
export function sectionsOf(element, context) {
  const sections = [{ title: t("general"), fields: generalFields(element, context) }];
  const add = (title, fields, open) => sections.push({ title, fields, open });
  if (is(element, "bpmn:UserTask") || is(element, "bpmn:ManualTask")) {
    add(t("work"), taskFields(element, context));
    add(t("rounds"), roundFields(element, context), Boolean(context.carried.rounds(element)));
  }
  if (is(element, "bpmn:SubProcess")) {
    add(t("work"), [raciField(element, context)]);
    add(t("rounds"), roundFields(element, context), Boolean(context.carried.rounds(element)));
  }
  if (is(element, "bpmn:ServiceTask")) add(t("operator"), operatorFields(element, context));
  if (is(element, "bpmn:Event")) add(t("event"), eventFields(element, context));
  if (is(element, "bpmn:ReceiveTask")) add(t("event"), eventFields(element, context));
  if (is(element, "bpmn:Gateway")) add(t("ways"), gatewayFields(element, context));
  if (is(element, "bpmn:SequenceFlow")) add(t("way"), flowFields(element, context));
  if (is(element, "bpmn:FlowNode") || is(element, "bpmn:Participant")) {
    add(t("instruction"), instructionFields(element, context));
  }
  if (is(element, "bpmn:FlowElement") || is(element, "bpmn:Participant")) {
    add(t("other"), [otherField(element, context)], false);
  }
  return sections;
}

export function property(name, label, element, { carried }, more = {}) {
  return {
    name,
    kind: "text",
    label,
    value: () => carried.property(element, name),
    set: (value) => carried.setProperties(element, { [name]: value }),
    ...more,
  };
}

export function raciField(element, context) {
  return property("raci", t("raci"), element, context, {
    kind: "choice",
    options: () => [{ value: "", label: t("none") }, ...context.words.raci],
  });
}

function generalFields(element, context) {
  if (is(element, "bpmn:Lane")) return laneFields(element, context);
  if (is(element, "bpmn:TextAnnotation")) {
    return [attribute("text", t("text"), element, context, { kind: "long" })];
  }
  const fields = [idField(element, context)];
  fields.push(attribute("name", t("name"), element, context, { kind: "long" }));
  if (is(element, "bpmn:FlowElement") || is(element, "bpmn:Participant")) {
    fields.push(property("name_fr", t("name_fr"), element, context, { kind: "long" }));
  }
  if (is(element, "bpmn:Participant")) {
    fields.push(property("milestones", t("milestones"), element, context, { help: t("commas") }));
  }
  return fields;
}

function instructionFields(element, context) {
  const { carried } = context;
  return [
    {
      name: "documentation", kind: "long", rows: 3, label: t("help_en"),
      value: () => carried.documentation(element),
      set: (text) => carried.setDocumentation(element, text),
    },
    property("help_fr", t("help_fr"), element, context, { kind: "long", rows: 3 }),
  ];
}

function attribute(name, label, element, { carried, modeler }, more = {}) {
  const modeling = modeler.get("modeling", false);
  return {
    name, label, kind: "text",
    value: () => carried.subject(element)[name] || "",
    set: (text) => {
      if (name === "name") modeling.updateLabel(element, text);
      if (name !== "name" || is(element, "bpmn:Participant")) carried.write(element, { [name]: text });
    },
    ...more,
  };
}

/* Element ids are the interface for programs: valid, unique, changed on purpose only. */
function idField(element, { modeler, carried }) {
  const isPool = is(element, "bpmn:Participant");
  return {
    name: "id", kind: "text", label: isPool ? t("key") : t("id"), most: 100,
    help: isPool ? undefined : t("id_help"),
    value: () => carried.subject(element).id,
    set(text) {
      const taken = modeler.get("moddle").ids.assigned(text);
      const fits = /^[A-Za-z_][\w.-]*$/.test(text);
      if (isPool || !fits || taken || text === getBusinessObject(element).id) return;
      modeler.get("modeling").updateProperties(element, { id: text });
    },
  };
}

function laneFields(element, context) {
  return [attribute("name", t("lane_role"), element, context, {
    kind: "choice",
    options: () => [...context.words.roles, { value: "system", label: t("system") }],
  })];
}

/* Properties that this panel has no field for, one a line. */
function otherField(element, { carried }) {
  const others = () => carried.pairs(element).filter(([name]) => !KNOWN.has(name));
  return {
    name: "other", kind: "long", rows: 3, label: t("other_label"), help: t("other_help"),
    value: () => others().map(([name, value]) => `${name} = ${value}`).join("\n"),
    set(text) {
      const kept = carried.pairs(element).filter(([name]) => KNOWN.has(name));
      const lines = text.split("\n").map((line) => line.match(/^\s*([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/));
      const given = lines.filter((match) => match && !KNOWN.has(match[1]));
      carried.setPairs(element, [...kept, ...given.map(([, name, value]) => [name, value])]);
    },
  };
}
