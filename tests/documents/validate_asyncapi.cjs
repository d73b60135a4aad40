// Reads an AsyncAPI document with the official parser; exit code 1 and the faults when there are some.
const { readFileSync } = require('node:fs');
const { Parser } = require('@asyncapi/parser');

new Parser().parse(readFileSync(process.argv[2], 'utf8')).then(({ document, diagnostics }) => {
  const faults = diagnostics.filter((one) => one.severity === 0);
  for (const one of faults) console.log(`${one.path.join('/')}: ${one.message}`);
  process.exit(document && faults.length === 0 ? 0 : 1);
});
