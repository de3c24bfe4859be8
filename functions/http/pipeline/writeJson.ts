import { ListedPlan } from '../../../shared/domain/engine/listedPlan.ts';

/**
 * The body as JSON. Same values as `JSON.stringify`, but the plans of a shortlist, most of its text, are put together from
 * texts that the catalogue keeps; they and the shortlist come last.
 */
export function writeJson(body: unknown): string {
  if (typeof body !== 'object' || body === null) return JSON.stringify(body);
  if ('shortlist' in body) {
    const { shortlist, ...others } = body;
    return withLast(others, 'shortlist', writeJson(shortlist));
  }
  if ('plans' in body && isListed(body.plans)) {
    const { plans, ...others } = body;
    return withLast(others, 'plans', `[${plans.map((plan) => plan.toText()).join(',')}]`);
  }
  return JSON.stringify(body);
}

const isListed = (plans: unknown): plans is ListedPlan[] =>
  Array.isArray(plans) && plans.length > 0 && plans.every((plan) => plan instanceof ListedPlan);

function withLast(others: object, key: string, text: string): string {
  const head = JSON.stringify(others);
  return `${head.slice(0, -1)}${head === '{}' ? '' : ','}"${key}":${text}}`;
}
