/* The elements that our diagrams carry beside BPMN's own (bpmn/README.md). */
const text = (name) => ({ name, isAttr: true, type: "String" });

export const spiffworkflow = {
  name: "SpiffWorkflow",
  uri: "http://spiffworkflow.org/bpmn/schema/1.0/core",
  prefix: "spiffworkflow",
  xml: { tagAlias: "lowerCase" },
  types: [
    {
      name: "Properties",
      superClass: ["Element"],
      properties: [{ name: "values", type: "Property", isMany: true }],
    },
    { name: "Property", superClass: ["Element"], properties: [text("name"), text("value")] },
    {
      name: "ServiceTaskOperator",
      superClass: ["Element"],
      properties: [
        text("id"),
        text("resultVariable"),
        { name: "parameterList", type: "Parameters" },
      ],
    },
    {
      name: "Parameters",
      superClass: ["Element"],
      properties: [{ name: "parameters", type: "Parameter", isMany: true }],
    },
    {
      name: "Parameter",
      superClass: ["Element"],
      properties: [text("id"), text("type"), text("value")],
    },
  ],
};
