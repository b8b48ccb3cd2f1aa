import {
  accountThrottled,
  destinationRejected,
  mayHaveFailed,
  outOfCredit,
  recipientRejected,
  recipientThrottled,
  refusesService,
  type VerdictTable,
  wrongAccount,
  wrongMessage,
} from './verdicts.ts';

const key = wrongAccount(
  'PORTICO_SMS_TENCENT_SECRET_ID and _SECRET_KEY: the key is not there, not active or not this secret’s',
);
const permission = wrongAccount('the CAM user of the secret key needs the right sms:SendSms (QcloudSMSFullAccess)');
const whitelist = wrongAccount('this server’s address is not among those that Tencent’s console allows');
const application = wrongAccount(
  'PORTICO_SMS_TENCENT_SDK_APP_ID: the application is not there, not active or not this account’s',
);
const request = wrongAccount('PORTICO_SMS_TENCENT_ENDPOINT or _REGION: there is no SMS API of version 2021-01-11');
const template = wrongMessage(
  'PORTICO_SMS_TENCENT_TEMPLATE…: the template is not there, not approved, or its text is refused',
);
const signName = wrongMessage('PORTICO_SMS_TENCENT_SIGN_NAME…: the sign name is not there or not approved');
const parameters = wrongMessage(
  'PORTICO_SMS_TENCENT_TEMPLATE_PARAMS must name what the template’s {1}, {2}… stand for, such as code,minutes',
);

/** Our clock is wrong: what is to be corrected can be told to the second. */
export const tencentClockCodes: readonly string[] = [
  'AuthFailure.SignatureExpire',
  'InternalError.RequestTimeException',
];

/** Codes of a request and of each number in it (短信 API 3.0 发送错误码, 公共错误码). */
export const tencentCodes: VerdictTable = {
  'RequestLimitExceeded.': accountThrottled,
  'LimitExceeded.': accountThrottled,
  'LimitExceeded.DeliveryFrequencyLimit': recipientThrottled,
  'LimitExceeded.PhoneNumberDailyLimit': recipientThrottled,
  'LimitExceeded.PhoneNumberOneHourLimit': recipientThrottled,
  'LimitExceeded.PhoneNumberThirtySecondLimit': recipientThrottled,
  'LimitExceeded.PhoneNumberSameContentDailyLimit': recipientThrottled,
  'LimitExceeded.AppCountryOrRegionInBlacklist': destinationRejected,
  'LimitExceeded.AppCountryOrRegionDailyLimit': destinationRejected,
  'FailedOperation.InsufficientBalanceInSmsPackage': outOfCredit,
  'UnauthorizedOperation.ServiceSuspendDueToArrears': outOfCredit,
  // Documents of older versions spell it so.
  'UnauthorizedOperation.SerivceSuspendDueToArrears': outOfCredit,
  'ResourceInsufficient.': outOfCredit,
  'InvalidParameterValue.IncorrectPhoneNumber': recipientRejected,
  'FailedOperation.PhoneNumberInBlacklist': recipientRejected,
  'FailedOperation.PhoneNumberParseFail': recipientRejected,
  'UnsupportedOperation.': destinationRejected,
  'AuthFailure.': key,
  'AuthFailure.UnauthorizedOperation': permission,
  'InternalError.SigVerificationFail': key,
  'InternalError.SigFieldMissing': key,
  'UnauthorizedOperation.': permission,
  'UnauthorizedOperation.RequestIpNotInWhitelist': whitelist,
  'IpNotInWhitelist.': whitelist,
  'IpInBlacklist.': whitelist,
  'UnauthorizedOperation.SdkAppIdIsDisabled': application,
  'UnauthorizedOperation.SmsSdkAppIdVerifyFail': application,
  'InvalidParameterValue.SdkAppIdNotExist': application,
  'InvalidParameter.AppidAndBizId': application,
  'ActionOffline.': request,
  'InvalidAction.': request,
  'InvalidRequest.': request,
  'NoSuchProduct.': request,
  'NoSuchVersion.': request,
  'UnsupportedProtocol.': request,
  'UnsupportedRegion.': request,
  'UnknownParameter.': request,
  'InternalError.RestApiInterfaceNotExist': request,
  'FailedOperation.SignatureIncorrectOrUnapproved': signName,
  'FailedOperation.MissingSignature': signName,
  'FailedOperation.TemplateIncorrectOrUnapproved': template,
  'FailedOperation.TemplateUnapprovedOrNotExist': template,
  'FailedOperation.TemplateIdNotExist': template,
  'FailedOperation.ContainSensitiveWord': template,
  'FailedOperation.MarketingSendTimeConstraint': template,
  'InvalidParameterValue.ContentLengthLimit': template,
  'FailedOperation.TemplateParamSetNotMatchApprovedTemplate': parameters,
  'FailedOperation.FailResolvePacket': parameters,
  'FailedOperation.JsonParseFail': parameters,
  'InvalidParameter.': parameters,
  'InvalidParameterValue.': parameters,
  'MissingParameter.': parameters,
  'ServiceUnavailable.': refusesService,
  'ResourceUnavailable.': refusesService,
  // InternalError.Timeout and .SendAndRecvFail among them: the request was on its way to the carrier.
  'InternalError.': mayHaveFailed,
};
