import { app } from '@azure/functions';
import { disposeApp } from '../shared/composition/getApp.ts';
// One import for each function: loading a file registers it.
import './http/activateVersion.ts';
import './http/addImportPart.ts';
import './http/comparePlans.ts';
import './http/compareVersions.ts';
import './http/eraseSession.ts';
import './http/explainWhyNot.ts';
import './http/getCatalog.ts';
import './http/getDocs.ts';
import './http/getDocsAsset.ts';
import './http/getImport.ts';
import './http/getLiveness.ts';
import './http/getMetrics.ts';
import './http/getOpenApi.ts';
import './http/getPlan.ts';
import './http/getReadiness.ts';
import './http/getSession.ts';
import './http/getShortlist.ts';
import './http/giveFeedback.ts';
import './http/importCatalog.ts';
import './http/listCatalogs.ts';
import './http/listVersions.ts';
import './http/openImport.ts';
import './http/recordResponse.ts';
import './http/recordResponses.ts';
import './http/startImport.ts';
import './http/startSession.ts';
import './http/unknownRoute.ts';
import './timers/continueImports.ts';

// What was accepted is already safe; this closes files and connections in order.
app.hook.appTerminate(disposeApp);
