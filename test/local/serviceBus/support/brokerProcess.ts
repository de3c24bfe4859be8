import { startBroker } from '../../../../local/serviceBus/broker.ts';
import { say } from '../../../support/kill/say.ts';
import { KEY, patientQueues } from './broker.ts';

/** A program of its own: `node brokerProcess.ts <folder>` runs a broker until it is killed. */
const [, , directory] = process.argv;
if (!directory) throw new Error('usage: node brokerProcess.ts <folder>');

const { connectionString } = await startBroker({ directory, queues: patientQueues, key: KEY, port: 0 });
say({ connectionString });
