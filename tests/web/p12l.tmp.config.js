import base from './playwright.config.js';
export default { ...base, expect: { timeout: 10_000 }, timeout: 60_000, retries: 0 };
