import { createActivateVersion } from './activateVersion.ts';
import { createChangeSession } from './changeSession.ts';
import { createCheckAnswers } from './checkAnswers.ts';
import { createCheckHealth } from './checkHealth.ts';
import { createComparePlans } from './comparePlans.ts';
import { createCompareVersions } from './compareVersions.ts';
import type { Dependencies } from './dependencies.ts';
import { createEraseSession } from './eraseSession.ts';
import { createExplainWhyNot } from './explainWhyNot.ts';
import { createGetCatalog } from './getCatalog.ts';
import { createGetPlan } from './getPlan.ts';
import { createGetSession } from './getSession.ts';
import { createGetShortlist } from './getShortlist.ts';
import { createGiveFeedback } from './giveFeedback.ts';
import { createCountPopularities } from './facts/countPopularities.ts';
import { createGetRecommendations } from './getRecommendations.ts';
import { createGetReportSummary } from './getReportSummary.ts';
import { createListDeadLetters, createRedriveDeadLetters } from './deadLetters.ts';
import { createImportCatalog } from './importCatalog.ts';
import { createContinueImports } from './largeImports/continueImports.ts';
import { createGetImport } from './largeImports/getImport.ts';
import { createOpenImport } from './largeImports/openImport.ts';
import { createStartImport } from './largeImports/startImport.ts';
import { createAddImportPart } from './largeImports/addImportPart.ts';
import { createListCatalogs } from './listCatalogs.ts';
import { createListVersions } from './listVersions.ts';
import { createRecordResponses } from './recordResponses.ts';
import { createStartSession } from './startSession.ts';
import type { StoreCatalogVersion } from './storeCatalogVersion.ts';
import type { UseCases } from './useCases.ts';

export function createUseCases(deps: Dependencies, storeCatalogVersion: StoreCatalogVersion): UseCases {
  const changeSession = createChangeSession(deps);
  return {
    listCatalogs: createListCatalogs(deps),
    getCatalog: createGetCatalog(deps),
    getPlan: createGetPlan(deps),
    getShortlist: createGetShortlist(deps),
    comparePlans: createComparePlans(deps),
    explainWhyNot: createExplainWhyNot(deps),
    startSession: createStartSession(deps),
    getSession: createGetSession(deps),
    recordResponses: createRecordResponses(deps, changeSession),
    giveFeedback: createGiveFeedback(deps, changeSession),
    eraseSession: createEraseSession(deps, changeSession),
    getRecommendations: createGetRecommendations(deps),
    getReportSummary: createGetReportSummary(deps),
    checkAnswers: createCheckAnswers(deps),
    importCatalog: createImportCatalog(deps, storeCatalogVersion),
    openImport: createOpenImport(deps),
    addImportPart: createAddImportPart(deps),
    startImport: createStartImport(deps),
    getImport: createGetImport(deps),
    continueImports: createContinueImports(deps, storeCatalogVersion),
    listVersions: createListVersions(deps),
    compareVersions: createCompareVersions(deps),
    activateVersion: createActivateVersion(deps),
    relayOutbox: () => deps.outbox.relay(),
    countPopularities: createCountPopularities(deps),
    listDeadLetters: createListDeadLetters(deps.events?.queues ?? null),
    redriveDeadLetters: createRedriveDeadLetters(deps.events?.queues ?? null),
    checkHealth: createCheckHealth(deps),
  };
}
