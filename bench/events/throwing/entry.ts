import { app } from '@azure/functions';

/** The functions of the app, of which the one named by BENCH_THROWS fails each time. */
const broken = process.env.BENCH_THROWS;

app.hook.preInvocation((context) => {
  if (context.invocationContext.functionName !== broken) return;
  context.functionHandler = () => Promise.reject(new Error('broken for the benchmark'));
});

await import('../../../functions/index.ts');
