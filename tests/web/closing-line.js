// Playwright reporter: one plain closing line that CI reads.
export default class {
  #count = { passed: 0, failed: 0, skipped: 0 };

  onTestEnd(test, result) {
    if (result.retry < test.retries && result.status !== test.expectedStatus && result.status !== 'skipped') return;
    this.#count[result.status === 'skipped' ? 'skipped' : result.status === test.expectedStatus ? 'passed' : 'failed']++;
  }

  onEnd() {
    const { passed, failed, skipped } = this.#count;
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  }

  printsToStdio() { return true; }
}
