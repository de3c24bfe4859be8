import { isServiceBusError } from '@azure/service-bus';
import { AppError } from '../../domain/errors.ts';

/** The wait that Service Bus itself asks for when it throttles. */
const BUSY_SECONDS = 2;

export function toEventsUnavailable(cause: unknown): AppError {
  const isBusy = isServiceBusError(cause) && cause.code === 'ServiceBusy';
  return new AppError('events_unavailable', isBusy ? { retryAfterSeconds: BUSY_SECONDS } : {}, cause);
}
