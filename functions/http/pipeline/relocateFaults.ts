import { AppError, type Fault } from '../../../shared/domain/errors.ts';

/** Says of each fault where in this call's body it is, when the use case knows another shape. */
export async function relocateFaults<T>(work: Promise<T>, pathOf: (fault: Fault) => string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof AppError) || error.details.faults === undefined) throw error;
    const faults = error.details.faults.map((fault) => ({ ...fault, path: pathOf(fault) }));
    throw new AppError(error.code, { ...error.details, faults }, error);
  }
}
