/* Ways out of a gateway, and what a token needs to take one. */
import { getBusinessObject, is } from "../vendor/modeler.js";
import { t } from "./texts.js";

export function gatewayFields(element, context) {
  if (!is(element, "bpmn:ExclusiveGateway") && !is(element, "bpmn:InclusiveGateway")) {
    const key = is(element, "bpmn:EventBasedGateway") ? "first_event" : "all_ways";
    return [{ name: "ways", kind: "note", label: t(key) }];
  }
  const { carried } = context;
  const out = element.outgoing.filter((each) => is(each, "bpmn:SequenceFlow"));
  if (out.length < 2) return [{ name: "ways", kind: "note", label: t("one_way") }];
  const isDefault = (flow) => getBusinessObject(element).default === getBusinessObject(flow);
  return [
    {
      name: "default", kind: "choice", label: t("default"),
      options: () => [
        { value: "", label: t("none") },
        ...out.map((flow) => ({ value: flow.id, label: called(flow) })),
      ],
      value: () => getBusinessObject(element).default?.id || "",
      set(id) {
        const flow = out.find((each) => each.id === id);
        carried.write(element, { default: flow ? getBusinessObject(flow) : undefined });
      },
    },
    ...out.filter((flow) => !isDefault(flow)).map((flow) => condition(flow, context, {
      name: `condition-${flow.id}`, label: t("condition_of", { way: called(flow) }),
    })),
  ];
}

export function flowFields(element, context) {
  const source = getBusinessObject(element).sourceRef;
  if (source?.default === getBusinessObject(element)) {
    return [{ name: "default", kind: "note", label: t("is_default") }];
  }
  return [condition(element, context, { name: "condition", label: t("condition") })];
}

function condition(flow, { carried }, more) {
  return {
    kind: "expression", place: "condition",
    value: () => getBusinessObject(flow).conditionExpression?.body || "",
    set: (text) => carried.setCondition(flow, text),
    ...more,
  };
}

function called(flow) {
  const object = getBusinessObject(flow);
  const target = object.targetRef;
  return object.name || target?.name || target?.id || object.id;
}
