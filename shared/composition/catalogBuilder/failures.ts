import { AppError, type ErrorCode } from '../../domain/errors.ts';
import type { Failure } from './protocol.ts';

export function toFailure(error: unknown): Failure {
  if (error instanceof AppError) return { code: error.code, message: error.message, details: error.details };
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export function fromFailure({ code, message, details }: Failure): Error {
  return code === undefined ? new Error(message) : new AppError(code as ErrorCode, details as AppError['details']);
}
