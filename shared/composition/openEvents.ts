import type { EventServices } from '../application/dependencies.ts';
import type { Settings } from '../config/settings.ts';

/** The way out for events, as the settings have it; null: they stay in the outbox. Nothing is connected before it is used. */
export async function openEvents({
  events,
}: Settings): Promise<(EventServices & { dispose: () => Promise<void> }) | null> {
  if (events.kind === 'none') return null;
  // Loaded only where they are used: the clients are large.
  const [{ createEventGridPublisher }, { createServiceBusQueues }] = await Promise.all([
    import('../adapters/eventGrid/eventGridPublisher.ts'),
    import('../adapters/serviceBus/serviceBusQueues.ts'),
  ]);
  const publisher = createEventGridPublisher(events);
  const queues = await createServiceBusQueues(events.serviceBus);
  return {
    publisher,
    queues,
    async dispose() {
      await publisher.dispose();
      await queues.dispose();
    },
  };
}
