import { definitionOf, type RouteName, routeNames, type routes } from '@/protocol/routes';
import type { RequiredScope } from '@/protocol/scopes';
import { authenticateSignIn } from './accounts/authenticate-sign-in';
import { authenticateToken } from './accounts/authenticate-token';
import { beginDeviceSignIn } from './accounts/begin-device-sign-in';
import { changeEmail, verifyEmail } from './accounts/change-email';
import { changePassword } from './accounts/change-password';
import type { ErasureContext } from './accounts/context';
import { createTicket } from './accounts/create-ticket';
import { deleteLocalAccount } from './accounts/delete-local-account';
import { endOtherSignIns } from './accounts/end-other-sign-ins';
import { endSignIn } from './accounts/end-sign-in';
import { eraseAccount } from './accounts/erase-account';
import { exportData } from './accounts/export-data';
import { findOidcSignOutUrl } from './accounts/find-oidc-sign-out-url';
import { findPeople } from './accounts/find-people';
import { requestPasswordReset, resetForgottenPassword } from './accounts/forgotten-password';
import { grantTokens } from './accounts/grant-tokens';
import { issueToken } from './accounts/issue-token';
import { listSignIns } from './accounts/list-sign-ins';
import { listTokens } from './accounts/list-tokens';
import { listUserSignIns } from './accounts/list-user-sign-ins';
import { listUsers } from './accounts/list-users';
import { assertScope } from './accounts/policy';
import { redeemTicket } from './accounts/redeem-ticket';
import { registerLocalAccount } from './accounts/register-local-account';
import { answerDeviceCode, reviewDeviceCode } from './accounts/review-device-code';
import { revokeProgram } from './accounts/revoke-program';
import { revokeToken } from './accounts/revoke-token';
import { showIdentity } from './accounts/show-identity';
import { showMe } from './accounts/show-me';
import { showProfile } from './accounts/show-profile';
import { showToken } from './accounts/show-token';
import { signIn } from './accounts/sign-in';
import { signInGuest } from './accounts/sign-in-guest';
import { signInLocal } from './accounts/sign-in-local';
import { signOut } from './accounts/sign-out';
import { updateProfile } from './accounts/update-profile';
import type { ActivityContext } from './activity/context';
import { listAuditRecords } from './activity/list-audit-records';
import { listOwnLookups } from './activity/lookups';
import { showBuildingActivity } from './activity/show-building-activity';
import { showUserActivity } from './activity/show-user-activity';
import type { Actor, UserActor } from './actor';
import { answerAlert } from './alerts/answer-alert';
import { answerFor } from './alerts/answer-for';
import { approveAlert } from './alerts/approve-alert';
import { approveTemplate } from './alerts/approve-template';
import { breakGlass } from './alerts/break-glass';
import { callRoll } from './alerts/call-roll';
import { cancelAlert } from './alerts/cancel-alert';
import type { CapContext } from './alerts/cap/context';
import { dismissCapMessage } from './alerts/cap/dismiss-message';
import { importCapMessage } from './alerts/cap/import-message';
import { listCapSources } from './alerts/cap/list-sources';
import { type FeedContext, showCapFeed, showCapMessage } from './alerts/cap/show-feed';
import type { AlertsContext } from './alerts/context';
import { discardDraft } from './alerts/discard-draft';
import { draftAlert } from './alerts/draft-alert';
import { grantRole } from './alerts/grant-role';
import { isOfficer } from './alerts/is-officer';
import { listAlerts } from './alerts/list-alerts';
import { listExercises } from './alerts/list-exercises';
import { listGrants } from './alerts/list-grants';
import { listLookups } from './alerts/list-lookups';
import { listTemplates } from './alerts/list-templates';
import { noteReceipts } from './alerts/note-receipts';
import { previewAlert, previewDraft } from './alerts/preview-alert';
import { recordExercise } from './alerts/record-exercise';
import { reportIncident } from './alerts/report-incident';
import { reviewAlert } from './alerts/review-alert';
import { saveAlertReport, saveExercises, saveRoll } from './alerts/save-alert-report';
import { saveTemplate } from './alerts/save-template';
import { showAlertRecord } from './alerts/show-alert-record';
import { showAlertReport } from './alerts/show-alert-report';
import { showConsole } from './alerts/show-console';
import { submitAlert } from './alerts/submit-alert';
import { withdrawRole } from './alerts/withdraw-role';
import type { AttachmentsContext } from './attachments/context';
import { removeAttachment } from './attachments/remove-attachment';
import { downloadAttachment, showAttachment } from './attachments/show-attachment';
import { uploadAttachment } from './attachments/upload-attachment';
import { uploadPart } from './attachments/upload-part';
import { answerBotCall } from './bots/answer-call';
import { authenticateBot } from './bots/authenticate-bot';
import { authoriseBot } from './bots/authorise-bot';
import { addBotPlace, listBotPlaces, listOwnConversations, removeBotPlace } from './bots/bot-places';
import { deleteBotMessage, editBotMessage, reactAsBot } from './bots/change-bot-message';
import { checkBot } from './bots/check-bot';
import type { ScheduleContext } from './bots/context';
import { createHook } from './bots/create-hook';
import { declareCommands, showBotAudience } from './bots/declare-commands';
import { deleteBot } from './bots/delete-bot';
import { deleteHook } from './bots/delete-hook';
import { issueBotToken } from './bots/issue-bot-token';
import { listBotMessages } from './bots/list-bot-messages';
import { listBots } from './bots/list-bots';
import { listBuildingBots } from './bots/list-building-bots';
import { listHooks } from './bots/list-hooks';
import { listRoomBots } from './bots/list-room-bots';
import { messageBot } from './bots/message-bot';
import type { OutgoingContext } from './bots/outgoing/context';
import { createOutgoingHook } from './bots/outgoing/create-outgoing-hook';
import { deleteOutgoingHook } from './bots/outgoing/delete-outgoing-hook';
import { listOutgoingHooks } from './bots/outgoing/list-outgoing-hooks';
import { replaceOutgoingSecret } from './bots/outgoing/replace-outgoing-secret';
import { replayEvent } from './bots/outgoing/replay-event';
import { updateOutgoingHook } from './bots/outgoing/update-outgoing-hook';
import { receiveHook } from './bots/receive-hook';
import { registerBot } from './bots/register-bot';
import { renameBot } from './bots/rename-bot';
import { replaceBotSecret } from './bots/replace-bot-secret';
import { replaceHookSecret } from './bots/replace-hook-secret';
import { createBotSchedule, deleteBotSchedule, listBotSchedules, previewBotSchedule } from './bots/schedules';
import { sendBotMessage } from './bots/send-bot-message';
import { startBot } from './bots/start-bot';
import { stopBot } from './bots/stop-bot';
import { addMembers } from './conversations/add-members';
import { answerRequest } from './conversations/answer-request';
import type { ConversationsContext } from './conversations/context';
import { createConversation } from './conversations/create-conversation';
import { deleteMessage } from './conversations/delete-message';
import { editMessage } from './conversations/edit-message';
import { joinChannel } from './conversations/join-channel';
import { joinChannelByTitle, showChannel } from './conversations/join-channel-by-title';
import { leaveConversation } from './conversations/leave-conversation';
import { listChannels } from './conversations/list-channels';
import { listConversations } from './conversations/list-conversations';
import { listMembers } from './conversations/list-members';
import { listReaders } from './conversations/list-readers';
import { listRecent } from './conversations/list-recent';
import { listReplies } from './conversations/list-replies';
import { listRooms } from './conversations/list-rooms';
import { changeTitle, deleteConversation, handOver, removeMember } from './conversations/manage-conversation';
import { markAllRead } from './conversations/mark-all-read';
import { markDelivered } from './conversations/mark-delivered';
import { markRead } from './conversations/mark-read';
import { markShown } from './conversations/mark-shown';
import { markUnread } from './conversations/mark-unread';
import { muteConversation } from './conversations/mute-conversation';
import { pageChannels } from './conversations/page-channels';
import { pageMembers } from './conversations/page-members';
import { pageMessages } from './conversations/page-messages';
import { pinConversation } from './conversations/pin-conversation';
import { react } from './conversations/react';
import { receiveMessages } from './conversations/receive-messages';
import { saveDraft } from './conversations/save-draft';
import { searchMessages } from './conversations/search-messages';
import { sendMessage } from './conversations/send-message';
import { showConversation } from './conversations/show-conversation';
import { showHistory } from './conversations/show-history';
import { showMessage } from './conversations/show-message';
import { showTypingState } from './conversations/show-typing-state';
import { syncLog } from './conversations/sync-log';
import type { LinkCardsContext } from './link-cards/context';
import { listLinkCards } from './link-cards/list-link-cards';
import { chooseNotifications } from './notifications/choose-notifications';
import type { NotificationsContext } from './notifications/context';
import { listDecisions } from './notifications/list-decisions';
import { removeDevice } from './notifications/remove-device';
import { sendTestNotification } from './notifications/send-test-notification';
import { showNotifications } from './notifications/show-notifications';
import { subscribe } from './notifications/subscribe';
import { unsubscribe } from './notifications/unsubscribe';
import { updateDevice } from './notifications/update-device';
import { updateNotifications } from './notifications/update-notifications';
import type { PeopleContext } from './people/context';
import { listPhotos } from './people/list-photos';
import { removePhoto } from './people/remove-photo';
import { showPerson } from './people/show-person';
import { showPhoto } from './people/show-photo';
import { uploadPhoto } from './people/upload-photo';
import { addBuilding } from './places/add-building';
import type { PlacesContext } from './places/context';
import { importFile, previewImport } from './places/import-file';
import { listBuildings } from './places/list-buildings';
import { createBuilding, removeBuilding, replaceBuilding } from './places/save-building';
import { createCampus, removeCampus, replaceCampus } from './places/save-campus';
import { showBuildingUse } from './places/show-building-use';
import { listPlaceChanges, undoPlaceChange } from './places/undo-place-change';
import { declareBuilding } from './presence/declare-building';
import { listBuildingCounts } from './presence/list-building-counts';
import { listOnline } from './presence/list-online';
import { listUsersInRange } from './presence/list-users-in-range';
import { reportPosition } from './presence/report-position';
import { showBuilding } from './presence/show-building';
import { showDayCounts } from './presence/show-day-counts';
import { showLocation } from './presence/show-location';
import { showReach } from './presence/show-reach';
import { showVisibility } from './presence/show-visibility';
import { updateRange } from './presence/update-range';
import { updateSharing } from './presence/update-sharing';
import { blockUser } from './safety/block-user';
import { closeReport } from './safety/close-report';
import { confirmNotice } from './safety/confirm-notice';
import type { ModerationContext, SafetyContext } from './safety/context';
import { countReports } from './safety/count-reports';
import { deleteReportedMessage } from './safety/delete-reported-message';
import { findUsers } from './safety/find-users';
import { liftSuspension } from './safety/lift-suspension';
import { listBlocked } from './safety/list-blocked';
import { listNotices } from './safety/list-notices';
import { listReports } from './safety/list-reports';
import { pageReports } from './safety/page-reports';
import { report } from './safety/report';
import { showUserRecord } from './safety/show-user-record';
import { suspendUser } from './safety/suspend-user';
import { warnUser } from './safety/warn-user';

/** The context of all commands. Each command takes the part that its own folder declares in `context.ts`. */
export type CommandContext = ActivityContext &
  AlertsContext &
  CapContext &
  FeedContext &
  AttachmentsContext &
  ScheduleContext &
  ConversationsContext &
  ErasureContext &
  LinkCardsContext &
  NotificationsContext &
  OutgoingContext &
  PeopleContext &
  PlacesContext &
  ModerationContext &
  SafetyContext;

/**
 * Every command of Quad, for all transports. The operator's commands take no actor and are not listed here: only the
 * command line imports them, so no transport can reach them.
 */
const commands = {
  authenticateSignIn,
  authenticateToken,
  createTicket,
  redeemTicket,
  showProfile,
  updateProfile,
  signIn,
  signInLocal,
  signInGuest,
  signOut,
  findOidcSignOutUrl,
  listSignIns,
  endSignIn,
  endOtherSignIns,
  beginDeviceSignIn,
  reviewDeviceCode,
  answerDeviceCode,
  grantTokens,
  revokeProgram,
  showMe,
  issueToken,
  listTokens,
  showToken,
  revokeToken,
  registerLocalAccount,
  requestPasswordReset,
  resetForgottenPassword,
  changePassword,
  changeEmail,
  verifyEmail,
  deleteLocalAccount,
  exportData,
  eraseAccount,
  showIdentity,
  isOfficer,
  listUsers,
  listUserSignIns,
  listRooms,
  findPeople,
  showPerson,
  listPhotos,
  showPhoto,
  uploadPhoto,
  removePhoto,
  showUserActivity,
  showBuildingActivity,
  listAuditRecords,
  authenticateBot,
  checkBot,
  registerBot,
  issueBotToken,
  authoriseBot,
  listBots,
  renameBot,
  replaceBotSecret,
  deleteBot,
  listHooks,
  createHook,
  replaceHookSecret,
  deleteHook,
  receiveHook,
  listOutgoingHooks,
  createOutgoingHook,
  updateOutgoingHook,
  replaceOutgoingSecret,
  replayEvent,
  deleteOutgoingHook,
  listBotMessages,
  listBuildingBots,
  startBot,
  stopBot,
  sendBotMessage,
  answerBotCall,
  editBotMessage,
  deleteBotMessage,
  reactAsBot,
  declareCommands,
  showBotAudience,
  listRoomBots,
  messageBot,
  listBotPlaces,
  listOwnConversations,
  addBotPlace,
  removeBotPlace,
  listBotSchedules,
  previewBotSchedule,
  createBotSchedule,
  deleteBotSchedule,
  sendMessage,
  editMessage,
  deleteMessage,
  react,
  receiveMessages,
  syncLog,
  showHistory,
  listConversations,
  showConversation,
  pageMessages,
  pageMembers,
  pageChannels,
  showMessage,
  searchMessages,
  uploadAttachment,
  uploadPart,
  removeAttachment,
  showAttachment,
  downloadAttachment,
  markRead,
  markAllRead,
  markShown,
  markDelivered,
  markUnread,
  pinConversation,
  saveDraft,
  muteConversation,
  answerRequest,
  createConversation,
  listChannels,
  joinChannel,
  joinChannelByTitle,
  showChannel,
  leaveConversation,
  changeTitle,
  removeMember,
  handOver,
  deleteConversation,
  addMembers,
  listMembers,
  listRecent,
  listReplies,
  listReaders,
  listLinkCards,
  showTypingState,
  showNotifications,
  updateNotifications,
  listDecisions,
  subscribe,
  unsubscribe,
  sendTestNotification,
  updateDevice,
  removeDevice,
  chooseNotifications,
  addBuilding,
  listBuildings,
  createBuilding,
  replaceBuilding,
  removeBuilding,
  createCampus,
  replaceCampus,
  removeCampus,
  showBuildingUse,
  previewImport,
  importFile,
  listPlaceChanges,
  undoPlaceChange,
  reportPosition,
  updateRange,
  updateSharing,
  declareBuilding,
  showLocation,
  showBuilding,
  listUsersInRange,
  showReach,
  listBuildingCounts,
  showDayCounts,
  listOnline,
  blockUser,
  listBlocked,
  report,
  listReports,
  pageReports,
  countReports,
  closeReport,
  deleteReportedMessage,
  findUsers,
  showUserRecord,
  suspendUser,
  liftSuspension,
  warnUser,
  listNotices,
  confirmNotice,
  answerAlert,
  answerFor,
  approveAlert,
  approveTemplate,
  breakGlass,
  callRoll,
  cancelAlert,
  discardDraft,
  draftAlert,
  grantRole,
  listAlerts,
  listExercises,
  listGrants,
  listLookups,
  listOwnLookups,
  showVisibility,
  listTemplates,
  noteReceipts,
  previewAlert,
  previewDraft,
  recordExercise,
  reportIncident,
  reviewAlert,
  saveAlertReport,
  saveExercises,
  saveRoll,
  saveTemplate,
  showAlertRecord,
  dismissCapMessage,
  importCapMessage,
  listCapSources,
  showCapFeed,
  showCapMessage,
  showAlertReport,
  showConsole,
  submitAlert,
  withdrawRole,
} satisfies Record<string, (context: CommandContext, options: never) => unknown>;

type Commands = typeof commands;
type Options<K extends keyof Commands> = Parameters<Commands[K]>[1];
/** The commands that a user runs; the others run for the operator, or before there is an actor. */
type ScopedCommand = {
  [K in keyof Commands]: UserActor extends Options<K>['actor' & keyof Options<K>] ? K : never;
}[keyof Commands];

/** The commands whose scope is declared by the route of the same name (`operationId`). */
type OfRoute = {
  [N in RouteName]: (typeof routes)[N] extends {
    operationId: infer Id extends ScopedCommand;
    scope: RequiredScope;
  }
    ? Id
    : never;
}[RouteName];

/**
 * The scope that each command requires of the actor's credential (null: any credential is enough), for commands without
 * a route of the same name that has a scope.
 * Together with the routes this covers every command. Each command authorises the actor itself.
 */
const needs: {
  [K in Exclude<ScopedCommand, OfRoute>]: RequiredScope | null | ((options: Options<K>) => RequiredScope);
} = {
  showMe: null,
  showIdentity: 'all',
  isOfficer: 'all',
  listUsers: 'admin',
  listPhotos: 'read',
  showUserActivity: 'admin',
  showBuildingActivity: 'admin',
  listAuditRecords: 'admin',
  registerBot: 'bots',
  authoriseBot: 'admin',
  listBots: ({ own }) => (own ? 'bots' : 'admin'),
  // A bot's own credential has no scopes; a user's credential with this scope still does not authenticate a bot.
  sendBotMessage: 'bots',
  editBotMessage: 'bots',
  deleteBotMessage: 'bots',
  reactAsBot: 'bots',
  declareCommands: 'bots',
  showBotAudience: 'bots',
  listOwnConversations: 'bots',
  listRoomBots: 'read',
  messageBot: 'send',
  editMessage: 'send',
  deleteMessage: 'send',
  react: 'send',
  receiveMessages: 'read',
  syncLog: 'read',
  showHistory: 'read',
  showAttachment: 'read',
  markRead: 'send',
  markAllRead: 'send',
  markShown: 'send',
  markDelivered: 'send',
  markUnread: 'send',
  pinConversation: 'send',
  saveDraft: 'send',
  muteConversation: 'send',
  answerRequest: 'send',
  createConversation: 'send',
  listBuildingBots: 'read',
  listChannels: 'read',
  showChannel: 'read',
  joinChannel: 'send',
  leaveConversation: 'send',
  changeTitle: 'send',
  removeMember: 'send',
  handOver: 'send',
  deleteConversation: 'send',
  addMembers: 'send',
  listMembers: 'read',
  listRecent: 'read',
  listReplies: 'read',
  listReaders: 'read',
  listLinkCards: 'read',
  showTypingState: 'read',
  addBuilding: 'admin',
  reportPosition: 'presence',
  updateRange: 'presence',
  updateSharing: 'presence',
  declareBuilding: 'presence',
  showLocation: 'read',
  showBuilding: 'read',
  listUsersInRange: 'read',
  showReach: 'read',
  listBuildingCounts: 'read',
  listOnline: 'admin',
  blockUser: 'send',
  listBlocked: 'read',
  report: 'send',
  listNotices: 'read',
  confirmNotice: 'send',
  listReports: 'admin',
  pageReports: 'admin',
  countReports: 'admin',
  draftAlert: 'all',
  submitAlert: 'all',
  approveAlert: 'all',
  saveAlertReport: 'all',
};

const scopesOfRoutes = new Map(
  routeNames.map((name) => [definitionOf(name).operationId, definitionOf(name).scope]),
);

function scopeOf(name: ScopedCommand, options: object): RequiredScope | null {
  const needed = Object.hasOwn(needs, name)
    ? needs[name as Exclude<ScopedCommand, OfRoute>]
    : scopesOfRoutes.get(name);
  // The types guarantee a scope for each command. Without a scope, the default `all` allows browsers only.
  const scope = typeof needed === 'function' ? needed(options as never) : needed;
  return scope === undefined ? 'all' : scope;
}

type Bound<C> = C extends (context: never, options: infer O) => infer R ? (options: O) => R : never;
export type BoundCommands = { [K in keyof Commands]: Bound<Commands[K]> };

/** Binds every command to its context. Each bound command first checks the scopes of the actor's credential. */
export function bindCommands(context: CommandContext): BoundCommands {
  const bound = Object.entries(commands).map(([name, command]) => [
    name,
    async (options: { actor?: Actor | null }) => {
      const scope = scopeOf(name as ScopedCommand, options);
      if (options.actor?.kind === 'user' && scope !== null) assertScope(options.actor, scope);
      return command(context, options as never);
    },
  ]);
  return Object.fromEntries(bound) as BoundCommands;
}
