/* What a service task calls: an operator of the product, with typed parameters. */
import { config, t } from "./texts.js";

export function operatorFields(element, { carried, words }) {
  const call = () => carried.operator(element) || { name: "", result: "", parameters: {} };
  const change = (values) => carried.setOperator(element, { ...call(), ...values });
  const known = words.operators.find((each) => each.name === call().name);
  const fields = [{
    name: "operator", kind: "choice", label: t("operator_name"), help: known?.help,
    options: () => [
      { value: "", label: t("choose") },
      ...words.operators.map((each) => ({ value: each.name, label: each.name })),
    ],
    value: () => call().name,
    set(name) {
      const taken = words.operators.find((each) => each.name === name)?.parameters || [];
      const kept = taken.map((each) => [each.name, call().parameters[each.name] || ""]);
      change({ name, parameters: Object.fromEntries(kept) });
    },
  }];
  if (!call().name) return fields;
  const declared = known?.parameters || [];
  const strangers = Object.keys(call().parameters)
    .filter((name) => !declared.some((each) => each.name === name))
    .map((name) => ({ name, type: "", required: false, help: t("unknown") }));
  for (const each of [...declared, ...strangers]) {
    fields.push({
      name: `parameter-${each.name}`, kind: "expression", place: "parameter", type: each.type,
      label: `${each.name} (${[each.type, each.required ? t("required") : ""].filter(Boolean).join(", ")})`,
      help: each.help || undefined,
      suggest: () => offers(each.name, words),
      value: () => call().parameters[each.name] || "",
      set: (value) => change({ parameters: { ...call().parameters, [each.name]: value } }),
    });
  }
  const mail = (call().parameters.mail || "").match(/^\s*(['"])([\w.-]+)\1\s*$/);
  if (mail) {
    fields.push({
      name: "mail-link", kind: "link", label: t("mail_edit"),
      value: () => `${config.files}mail/${encodeURIComponent(mail[2])}`,
    });
  }
  if (known?.returns || call().result) {
    fields.push({
      name: "result", kind: "text", label: t("result"),
      help: known?.returns ? t("result_help", { kind: known.returns }) : undefined,
      value: () => call().result, set: (result) => change({ result }),
    });
  }
  return fields;
}

/* Constants that fit a parameter of this name. */
function offers(name, words) {
  const found = {
    milestone: words.milestones, mail: words.mails, message: words.messages, gate: words.gates,
  }[name];
  if (found) return found.map((each) => `'${each}'`);
  if (["to", "of", "role"].includes(name)) return words.roles.map((each) => `'${each.value}'`);
  return [];
}
