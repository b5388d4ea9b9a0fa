// Evaluates the expressions of standard input, one JSON array, with feelin (its module is the argument), and writes what
// each gives: JSON where JSON has it, else an object of one key that names the kind. FEEL contexts come as {context}.

import { readFileSync } from 'node:fs';

const { evaluate } = await import(process.argv[2]);
const { variables, texts } = JSON.parse(readFileSync(0, 'utf8'));

const written = (value) => evaluate('string(v)', { v: value }).value;

function told(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : { number: String(value) };
  if (Array.isArray(value)) return value.map(told);
  if (value.isLuxonDateTime) return { moment: written(value) };
  if (value.isLuxonDuration) return { duration: written(value) };
  if ('start included' in value) return { range: [told(value.start), told(value.end)] };
  if (value.constructor?.name === 'FunctionWrapper') return { function: true };
  return { context: Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, told(inner)])) };
}

function outcome(text) {
  try {
    return { value: told(evaluate(text, variables).value) };
  } catch (error) {
    return { fault: error.message.split('\n')[0] };
  }
}

process.stdout.write(JSON.stringify(texts.map(outcome)));
