import type { Catalog, CatalogDefinition, Lookup, Value } from '../domain/catalog/schema.ts';
import type { CatalogDiff, TopsDiff } from '../domain/catalogDiff/schema.ts';
import type {
  Answer,
  Comparison,
  CompareRequest,
  Responses,
  Shortlist,
  ShortlistRequest,
  WhyNot,
  WhyNotRequest,
} from '../domain/engine/schema.ts';
import type { Fault } from '../domain/errors.ts';
import type { RecommendedPlan } from '../domain/recommendation/schema.ts';
import type { ReportSummary } from '../domain/report/schema.ts';
import { CONSUMERS, type Consumer } from '../messaging/topology.ts';
import type { Aside, MessageAside } from '../ports/messageQueues.ts';
import type { CatalogBody } from '../ports/catalogBuilder.ts';
import type { CatalogImport } from './repositories/importRepository.ts';
import { FEEDBACK_TYPES, type Feedback } from '../domain/session/session.ts';

/**
 * What the application does, one function for each verb. Driving adapters (HTTP functions, scripts) know this and
 * nothing below it. Every function throws `AppError` and nothing else for what a caller can be told.
 */
export interface UseCases {
  listCatalogs(command: TenantCommand): Promise<{ catalogs: CatalogSummary[] }>;
  getCatalog(command: CatalogCommand): Promise<CatalogView>;
  getPlan(command: CatalogCommand & { planId: string }): Promise<PlanView>;
  getShortlist(command: CatalogCommand & { request: ShortlistRequest }): Promise<ShortlistAnswer>;
  comparePlans(command: CatalogCommand & { request: CompareRequest }): Promise<ComparisonAnswer>;
  explainWhyNot(command: CatalogCommand & { request: WhyNotRequest }): Promise<WhyNotAnswer>;

  startSession(command: StartSession): Promise<SessionStarted>;
  getSession(command: SessionCommand): Promise<SessionView>;
  recordResponses(command: RecordResponses): Promise<ResponsesRecorded>;
  giveFeedback(command: GiveFeedback): Promise<{ version: number }>;
  eraseSession(command: EraseSession): Promise<void>;
  getRecommendations(command: SessionCommand & { minVersion?: number }): Promise<RecommendationsAnswer>;
  getReportSummary(command: SessionCommand): Promise<ReportSummaryAnswer>;
  /** All that the questionnaire finds wrong with these answers, whatever they hold; nothing is answered or stored. */
  checkAnswers(command: (CatalogCommand | SessionCommand) & { answers: UncheckedAnswers }): Promise<Fault[]>;

  importCatalog(command: CatalogCommand & { body: CatalogBody }): Promise<CatalogImported>;
  openImport(command: CatalogCommand & { files: readonly string[]; mapping?: unknown }): Promise<ImportView>;
  addImportPart(command: ImportCommand & { file: string; part: number; bytes: Uint8Array }): Promise<void>;
  startImport(command: ImportCommand): Promise<ImportView>;
  getImport(command: ImportCommand): Promise<ImportView>;
  /** Looks after all imports that are due, of every tenant; what goes wrong is logged and tried again. */
  continueImports(): Promise<void>;
  listVersions(command: CatalogCommand): Promise<{ versions: CatalogVersionView[] }>;
  compareVersions(command: CompareVersions): Promise<VersionsCompared>;
  activateVersion(command: ActivateVersion): Promise<{ version: number; activation: number }>;

  /** Publishes what was committed and not published yet; done by a timer, and never rejects. */
  relayOutbox(): Promise<void>;
  /** Counts anew what people were drawn to, for every catalogue; done by a timer. */
  countPopularities(): Promise<void>;
  listDeadLetters(command: { limit: number }): Promise<{ messages: DeadLetter[] }>;
  redriveDeadLetters(command: RedriveDeadLetters): Promise<{ redriven: number }>;

  checkHealth(): Promise<Health>;
}

/** Where the time of a request went, in milliseconds by name (`store`, `engine`); shown as `Server-Timing`. */
export type Timing = Map<'store' | 'engine', number>;

export interface TenantCommand {
  tenantId: string;
  timing?: Timing;
}

export interface CatalogCommand extends TenantCommand {
  catalogId: string;
}

/** The tenant is the one named by the session's token. */
export interface SessionCommand extends TenantCommand {
  sessionId: string;
}

/** What of a request the questionnaire judges, before anything is known of its values. */
export interface UncheckedAnswers {
  responses?: Readonly<Record<string, unknown>>;
  fixed?: Readonly<Record<string, unknown>>;
  sort?: string;
  facets?: readonly string[];
}

/** A change a caller may repeat without doing it twice. */
export interface RepeatableCommand {
  idempotencyKey?: string;
  /** Digest of the request as sent: a repeated key with another body is refused. */
  bodyDigest?: string;
  /** W3C trace context of the request; kept with the events it causes. */
  traceparent?: string;
}

export interface StartSession extends CatalogCommand, RepeatableCommand {
  responses?: Responses;
  userId?: string;
}

export interface RecordResponses extends SessionCommand, RepeatableCommand {
  /** Answers by question id; null takes a response away. */
  changes: Record<string, Answer>;
  /** `If-Match`: refuse if a response changed after this version. */
  expectedVersion?: number;
}

export { CONSUMERS, FEEDBACK_TYPES, type Consumer, type Feedback };

export interface EraseSession extends SessionCommand, Pick<RepeatableCommand, 'traceparent'> {}

export interface GiveFeedback extends SessionCommand, RepeatableCommand {
  feedback: Feedback[];
}

export interface CatalogSummary {
  catalogId: string;
  title: string | null;
  version: number;
  activation: number;
  plans: number;
}

/** The definition, of whose lookups only what completes what. */
export interface CatalogView extends Omit<CatalogDefinition, 'lookups'> {
  lookups?: Pick<Lookup, 'from' | 'to'>[];
  catalogId: string;
  version: number;
  activation: number;
  digest: string;
  plans: number;
}

export interface PlanView extends CatalogFreshness {
  planId: string;
  name: string;
  attributes: Record<string, Value>;
}

/** By what an answer was made. */
export interface CatalogFreshness {
  catalogVersion: number;
  activation: number;
  /** There only while this instance knows of a newer activation that is not loaded yet, or cannot be. */
  catalogBehind?: true;
}

/** The freshness every answer carries. */
export interface Freshness extends CatalogFreshness {
  catalogId: string;
  modelVersion: number | null;
  sessionVersion: number | null;
  /** ISO 8601, UTC. */
  computedAt: string;
  source: 'live';
}

export type ShortlistAnswer = Freshness & Shortlist;
export type ComparisonAnswer = Comparison & CatalogFreshness;
export type WhyNotAnswer = WhyNot & CatalogFreshness;

export interface SessionStarted {
  sessionId: string;
  token: string;
  expiresAt: string;
  version: number;
  shortlist: ShortlistAnswer;
}

export interface SessionView {
  sessionId: string;
  catalogId: string;
  userId: string | null;
  version: number;
  responses: Responses;
  feedback: (Feedback & { at: string })[];
  ignoredResponses: string[];
  shortlist: ShortlistAnswer;
}

/** How fresh something is that was computed from a session. */
export interface ProjectionFreshness {
  sessionId: string;
  /** False when the session, the catalogue or what was learned from others has changed since. */
  fresh: boolean;
  sessionVersion: number;
  activation: number;
  modelVersion: number | null;
  /** ISO 8601, UTC. */
  computedAt: string;
}

export interface RecommendationsAnswer extends ProjectionFreshness {
  source: 'precomputed' | 'live' | 'segment' | 'popular';
  plans: RecommendedPlan[];
}

export interface ReportSummaryAnswer extends ProjectionFreshness, ReportSummary {}

/** A message that its consumer could not do. */
export interface DeadLetter extends Omit<MessageAside, 'body'> {
  /** What the message is about, as far as it can be read. */
  event: { id: string; type: string; subject: string } | null;
}

export interface RedriveDeadLetters extends Aside {
  queue: Consumer;
  limit: number;
  sequenceNumbers?: string[];
}

export interface ResponsesRecorded {
  version: number;
  shortlist: ShortlistAnswer;
}

export interface CatalogImported {
  /** False when the newest version already has this digest: nothing changed. */
  created: boolean;
  catalogId: string;
  version: number;
  active: boolean;
  digest: string;
}

export interface ImportCommand extends CatalogCommand {
  importId: string;
}

/** A large import as its administrator sees it. */
export interface ImportView extends Pick<
  CatalogImport,
  'importId' | 'catalogId' | 'status' | 'createdAt' | 'progress' | 'result' | 'faults' | 'total' | 'notes'
> {
  files: { name: string; parts: number; bytes: number }[];
  /** The most that one part may have. */
  partBytes: number;
}

export interface CatalogVersionView {
  version: number;
  createdAt: string;
  digest: string;
  plans: number;
  active: boolean;
}

export interface ActivateVersion extends CatalogCommand, Pick<RepeatableCommand, 'traceparent'> {
  version: number;
}

export interface CompareVersions extends CatalogCommand {
  from: number;
  to: number;
}

export interface VersionsCompared extends CatalogDiff {
  catalogId: string;
  from: number;
  to: number;
  sessions: TopsDiff;
}

export interface CatalogBehind {
  catalogId: string;
  /** Of what is served here. */
  activation: number;
  /** As the store had it when it was last looked at. */
  storedActivation: number;
}

export interface Health {
  ready: boolean;
  /** What each part says of itself, e.g. `documents: { adapter: 'sqlite', synchronous: 'FULL' }`. */
  checks: Record<string, Record<string, string | number | boolean>>;
  /** Catalogues of which this instance knows a newer activation than it serves; that alone makes nothing unready. */
  behind: CatalogBehind[];
}

export type { Catalog };
