import { registerAccountRoutes, registerPasswordHelpRoutes } from './accounts/account-routes.ts';
import { registerBelongingsRoutes } from './accounts/belongings-routes.ts';
import { registerDirectoryRoutes } from './accounts/directory-routes.ts';
import { registerAuditRoutes } from './audit/routes.ts';
import type { ManagementApp, ManagementContext } from './context.ts';
import { registerDashboardRoutes } from './dashboard/routes.ts';
import { registerDoorRoutes } from './doors/routes.ts';
import { registerFaqRoutes } from './faqs/routes.ts';
import { registerCannedAnswerRoutes } from './feedback/canned-answer-routes.ts';
import { registerFeedbackCategoryRoutes } from './feedback/category-routes.ts';
import { registerFeedbackRoutes } from './feedback/routes.ts';
import { registerImportRoutes } from './imports/routes.ts';
import { registerJobRoutes } from './jobs/routes.ts';
import { registerApiKeyRoutes } from './keys/api-key-routes.ts';
import { registerSigningKeyRoutes } from './keys/signing-key-routes.ts';
import { registerDeviceRoutes } from './licences/device-routes.ts';
import { registerLicenceRoutes } from './licences/licence-routes.ts';
import { registerPushRoutes } from './pushes/routes.ts';
import { registerReleaseRoutes } from './releases/routes.ts';
import { registerSessionRoutes } from './session/routes.ts';
import { registerSettingsRoutes } from './settings/routes.ts';
import { registerPanelTokenRoutes } from './vault/panel-token-routes.ts';
import { registerVaultRoutes } from './vault/routes.ts';
import { registerWebhookDeliveryRoutes } from './webhooks/delivery-routes.ts';
import { registerWebhookRoutes } from './webhooks/routes.ts';

/** What the API is made of, one line an area. */
export const areas: ReadonlyArray<(app: ManagementApp, context: ManagementContext) => void> = [
  registerSessionRoutes,
  registerDirectoryRoutes,
  registerAccountRoutes,
  registerPasswordHelpRoutes,
  registerBelongingsRoutes,
  registerReleaseRoutes,
  registerLicenceRoutes,
  registerDeviceRoutes,
  registerFaqRoutes,
  registerFeedbackRoutes,
  registerFeedbackCategoryRoutes,
  registerCannedAnswerRoutes,
  registerPushRoutes,
  registerJobRoutes,
  registerAuditRoutes,
  registerDashboardRoutes,
  registerDoorRoutes,
  registerImportRoutes,
  registerVaultRoutes,
  registerPanelTokenRoutes,
  registerSigningKeyRoutes,
  registerApiKeyRoutes,
  registerWebhookRoutes,
  registerWebhookDeliveryRoutes,
  registerSettingsRoutes,
];
