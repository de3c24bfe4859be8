import type { RegisteredFunction } from './appRegistry.ts';
import type { HostServices, TriggerListener } from './triggerListener.ts';

export function createServiceBusTrigger(
  functions: readonly RegisteredFunction[],
  services: HostServices,
): TriggerListener {
  const stops: (() => Promise<void>)[] = [];
  return {
    faults: [],
    start() {
      void (async () => {
        const { ServiceBusClient } = await import('@azure/service-bus');
        for (const fn of functions) {
          const client = new ServiceBusClient(services.settings.ServiceBusConnection!, {
            retryOptions: { retryDelayInMs: 500 },
          });
          const receiver = client.createReceiver(String(fn.trigger.queueName));
          const many = fn.trigger.cardinality === 'many';
          if (many) {
            let on = true;
            stops.push(async () => {
              on = false;
              await client.close();
            });
            void (async () => {
              while (on) {
                const messages = await receiver.receiveMessages(100, { maxWaitTimeInMs: 1000 }).catch(() => []);
                if (messages.length === 0) continue;
                const json = JSON.stringify(messages.map((m) => m.body));
                try {
                  await services.invoker.invoke(fn, { json });
                  await Promise.all(messages.map((m) => receiver.completeMessage(m)));
                } catch (e) {
                  console.log('batch', e);
                  await Promise.all(messages.map((m) => receiver.abandonMessage(m).catch(() => undefined)));
                }
              }
            })();
          } else {
            receiver.subscribe(
              {
                processMessage: async (m) => {
                  await services.invoker.invoke(fn, { json: JSON.stringify(m.body) }).catch((e) => {
                    console.log(fn.name, e);
                    throw e;
                  });
                },
                processError: async (a) => {
                  console.log('err', a.error.message);
                },
              },
              { maxConcurrentCalls: 16 },
            );
            stops.push(() => client.close());
          }
        }
      })();
    },
    stop() {
      for (const s of stops) void s();
    },
  };
}
