// node test/support/simulator/main.ts [--port N] [--pace MS]: the simulator on its own; choose a model "fault/…" to see that fault, "simulated/…" for odd prices and conduct.
import { parseArgs } from 'node:util';
import { faults } from './faults.ts';
import { oddModels } from './oddModels.ts';
import { startSimulator } from './simulator.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, pace: { type: 'string', default: '20' } } });
const simulator = await startSimulator({ port: Number(values.port), paceMs: Number(values.pace) });

console.log(simulator.url);
console.log(`key: ${simulator.key}`);
for (const [model, { sentence }] of Object.entries(faults)) console.log(`${model.padEnd(32)}${sentence}`);
for (const [model, { name }] of Object.entries(oddModels)) console.log(`${model.padEnd(32)}${name}`);
