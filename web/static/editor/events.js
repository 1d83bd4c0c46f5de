/* What an event waits for or throws: timer, message, signal. */
import { getBusinessObject, is } from "../vendor/modeler.js";
import { t } from "./texts.js";

const FORMS = ["timeDuration", "timeDate", "timeCycle"];

export function eventFields(element, context) {
  const { carried, words } = context;
  const definition = carried.eventDefinition(element);
  const fields = [];
  if (is(element, "bpmn:ReceiveTask")) fields.push(message(element, context));
  if (is(definition || {}, "bpmn:TimerEventDefinition")) fields.push(...timer(element, carried));
  if (is(definition || {}, "bpmn:MessageEventDefinition")) fields.push(message(element, context));
  if (is(definition || {}, "bpmn:SignalEventDefinition")) {
    fields.push({
      name: "signal", kind: "one-of", label: t("signal"),
      options: () => carried.roots("bpmn:Signal").map((each) => each.name),
      value: () => definition.signalRef?.name || "",
      set: (name) => carried.setReference(element, "bpmn:Signal", "signalRef", name),
    });
  }
  if (is(definition || {}, "bpmn:ConditionalEventDefinition")) {
    fields.push({
      name: "condition", kind: "expression", place: "condition", label: t("condition"),
      value: () => definition.condition?.body || "",
      set: (body) => carried.writeInside(element, definition, {
        condition: carried.create("bpmn:FormalExpression", { body }, definition),
      }),
    });
  }
  if (is(element, "bpmn:BoundaryEvent")) {
    fields.push({
      name: "interrupting", kind: "yes", label: t("interrupting"),
      value: () => getBusinessObject(element).cancelActivity !== false,
      set: (cancelActivity) => carried.write(element, { cancelActivity }),
    });
  }
  if (!fields.length) fields.push({ name: "plain", kind: "note", label: t(kindOf(definition)) });
  return fields;
}

function kindOf(definition) {
  if (is(definition || {}, "bpmn:TerminateEventDefinition")) return "terminate";
  return definition ? "other_event" : "plain_event";
}

function message(element, { carried, words }) {
  const holder = () => carried.eventDefinition(element) || getBusinessObject(element);
  return {
    name: "message", kind: "choice", label: t("message"),
    options: () => [
      { value: "", label: t("choose") },
      ...words.messages.map((value) => ({ value, label: value })),
    ],
    value: () => holder().messageRef?.name || "",
    set: (name) => carried.setReference(element, "bpmn:Message", "messageRef", name),
  };
}

function timer(element, carried) {
  const definition = () => carried.eventDefinition(element);
  const form = () => FORMS.find((each) => definition()[each]) || FORMS[0];
  const body = () => definition()[form()]?.body || "";
  return [
    {
      name: "timer-form", kind: "choice", label: t("timer_form"),
      options: () => FORMS.map((value) => ({ value, label: t(value) })),
      value: form, set: (value) => carried.setTimer(element, value, body()),
    },
    {
      name: "timer", kind: "expression", place: "timer", label: t("timer"), help: t("timer_help"),
      value: body, set: (text) => carried.setTimer(element, form(), text),
    },
  ];
}
