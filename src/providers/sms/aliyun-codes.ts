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
  'PORTICO_SMS_ALIYUN_ACCESS_KEY_ID and _ACCESS_KEY_SECRET: the key is not there, not active or not this secret’s',
);
const permission = wrongAccount('the RAM user of the access key needs the right dysms:SendSms (AliyunDysmsFullAccess)');
const subscription = wrongAccount('the account of the access key has not opened the SMS service, or it is abnormal');
const request = wrongAccount('PORTICO_SMS_ALIYUN_ENDPOINT is no Dysmsapi of version 2017-05-25');
const template = wrongMessage(
  'PORTICO_SMS_ALIYUN_TEMPLATE…: the template is not there, not approved or not of this kind of number',
);
const signName = wrongMessage(
  'PORTICO_SMS_ALIYUN_SIGN_NAME…: the sign name is not there, not approved, or not for this template',
);
const parameters = wrongMessage(
  'PORTICO_SMS_ALIYUN_TEMPLATE_PARAM must name the one variable of the template, and that must take six digits',
);

/** Codes of SendSms and of the gateway before it (短信服务 API 错误码, 公共错误码). */
export const aliyunCodes: VerdictTable = {
  'Throttling.': accountThrottled,
  'isv.DAY_LIMIT_CONTROL': {
    ...accountThrottled,
    correct: 'the daily total that is set in Aliyun’s console is used up',
  },
  'isv.MONTH_LIMIT_CONTROL': {
    ...accountThrottled,
    correct: 'the monthly total that is set in Aliyun’s console is used up',
  },
  'isv.BUSINESS_LIMIT_CONTROL': recipientThrottled,
  'InsufficientBalance.': outOfCredit,
  'isv.AMOUNT_NOT_ENOUGH': outOfCredit,
  'isv.OUT_OF_SERVICE': outOfCredit,
  'isv.MOBILE_NUMBER_ILLEGAL': recipientRejected,
  'isv.MOBILE_COUNT_OVER_LIMIT': recipientRejected,
  'isv.BLACK_KEY_CONTROL_LIMIT': recipientRejected,
  'isv.CUSTOMER_REFUSED': recipientRejected,
  'isv.DOMESTIC_NUMBER_NOT_SUPPORTED': destinationRejected,
  'isv.NOT_SUPPORTED_COUNTRY': destinationRejected,
  'isv.COUNTRY_RESTRICTED': destinationRejected,
  'SignatureDoesNotMatch.': key,
  'IncompleteSignature.': key,
  'InvalidAccessKeyId.': key,
  'MissingAccessKeyId.': key,
  'InvalidSecurityToken.': key,
  'Forbidden.': permission,
  'NoPermission.': permission,
  'ActionUnauthorized.': permission,
  'isp.RAM_PERMISSION_DENY': permission,
  'isv.RAM_CHECK_FAILED': permission,
  'isv.DENY_IP_RANGE': wrongAccount('Aliyun sends to the mainland only when it is asked from an address there'),
  'isv.PRODUCT_UN_SUBSCRIPT': subscription,
  'isv.PRODUCT_UNSUBSCRIBE': subscription,
  'isv.ACCOUNT_NOT_EXISTS': subscription,
  'isv.ACCOUNT_ABNORMAL': subscription,
  'InvalidProduct.': request,
  'InvalidApi.': request,
  'InvalidProtocol.': request,
  'InvalidVersion.': request,
  'InvalidAction.': request,
  'UnsupportedHTTPMethod.': request,
  'MissingParameter.': request,
  'isv.SMS_TEMPLATE_ILLEGAL': template,
  'isv.SMS_TEST_NUMBER_LIMIT': wrongMessage('PORTICO_SMS_ALIYUN_TEMPLATE…: test templates go to bound numbers alone'),
  'isv.SMS_TEST_SIGN_TEMPLATE_LIMIT': wrongMessage(
    'PORTICO_SMS_ALIYUN_TEMPLATE… and _SIGN_NAME…: a test template and a real sign name do not go together',
  ),
  'isv.SMS_CONTENT_ILLEGAL': template,
  'isv.UNSUPPORTED_CONTENT': template,
  'isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE': template,
  'isv.SMS_SIGNATURE_ILLEGAL': signName,
  'isv.SMS_SIGN_ILLEGAL': signName,
  'isv.SIGN_NAME_ILLEGAL': signName,
  'isv.SIGN_STATE_ILLEGAL': signName,
  'isv.SMS_SIGNATURE_SCENE_ILLEGAL': signName,
  'isv.EXTEND_CODE_ERROR': signName,
  'isv.TEMPLATE_MISSING_PARAMETERS': parameters,
  'isv.TEMPLATE_PARAMS_ILLEGAL': parameters,
  'isv.INVALID_JSON_PARAM': parameters,
  'isv.PARAM_LENGTH_LIMIT': parameters,
  'isv.PARAM_NOT_SUPPORT_URL': parameters,
  'isv.INVALID_PARAMETERS': parameters,
  'ServiceUnavailable.': refusesService,
  // Somebody between us and Aliyun asked twice with the same request.
  'SignatureNonceUsed.': mayHaveFailed,
  'InternalError.': mayHaveFailed,
  'isp.SYSTEM_ERROR': mayHaveFailed,
  'isp.GATEWAY_ERROR': mayHaveFailed,
  'isp.UNKNOWN': mayHaveFailed,
};
