import { knownResponses } from '../../domain/engine/knownResponses.ts';
import type { ReportSummary } from '../../domain/report/schema.ts';
import { summarise } from '../../domain/report/summarise.ts';
import type { Clock } from '../../ports/clock.ts';
import { createProjection, type Projection } from './projection.ts';
import { dismissedOf } from './recommendations.ts';

/** What a report on a session says. */
export function createReportSummaryProjection(clock: Clock): Projection<ReportSummary> {
  return createProjection(
    {
      name: 'reportSummaries',
      observeLag: (metrics, lagMs) => metrics.observe('report.lagMs', lagMs),
      compute(session, { compiled }) {
        const { responses } = knownResponses(compiled, session.responses);
        return Promise.resolve({ content: summarise(compiled, responses, dismissedOf(session)), modelActivation: 0 });
      },
    },
    clock,
  );
}
