const AGE_WARNING = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/**
 * Opens a client of Amazon's. Its SDK says once that Node 20 will be too old for later versions of it: that is for
 * whoever builds with it, not for our users, whose screen it would spoil.
 */
export function withoutAgeWarning<Client>(open: () => Client): Client {
  const before = process.env[AGE_WARNING];
  process.env[AGE_WARNING] = 'true';
  try {
    return open();
  } finally {
    if (before === undefined) delete process.env[AGE_WARNING];
    else process.env[AGE_WARNING] = before;
  }
}
