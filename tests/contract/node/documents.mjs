// The OpenRPC document as @open-rpc/test-coverage is to see it.

/** Its examples with the ids and paths of a furnished studio in them. */
export function placed(document, { everywhere, there } = { everywhere: {}, there: {} }) {
  const result = copy(document);
  for (const method of result.methods) {
    const [example] = method.examples;
    for (const param of example.params) {
      param.value = there[method.name]?.[param.name] ?? everywhere[param.name] ?? param.value;
    }
    // without a result the tool fails; where it gets another one, the schema decides
    example.result = { name: "result", value: null };
    sortAs(example, method.params);
  }
  return result;
}

/** No examples, which the tool would prefer to made-up params; and ids that there are. */
export function narrowed(document, { everywhere, there, project }) {
  const known = { ...everywhere, project, character: "mara", key: "log.level" };
  const result = copy(document);
  for (const method of result.methods) {
    const here = { ...known, ...there[method.name] };
    delete method.examples;
    method.params = method.params.filter(isTaken);
    for (const param of method.params) {
      if (typeof here[param.name] === "string") param.schema = { enum: [here[param.name]] };
    }
  }
  return result;
}

/** A cursor cannot be made up; of what else may be absent, half is. */
const isTaken = ({ name, required }) => required || (name !== "cursor" && Math.random() < 0.5);

/** The tool reads an example by position, also where params go by name. */
function sortAs(example, params) {
  const names = example.params.map(({ name }) => name);
  const place = ({ name }) => (names.includes(name) ? names.indexOf(name) : names.length);
  params.sort((one, other) => place(one) - place(other));
}

const copy = (value) => JSON.parse(JSON.stringify(value));
