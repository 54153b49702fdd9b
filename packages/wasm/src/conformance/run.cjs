// node run.cjs BUNDLE REPORT: runs a bundle of jasmine specs and writes { total, failed: [names] } into REPORT.
const { writeFileSync } = require('node:fs')
const Jasmine = require('jasmine')

const runner = new Jasmine()
const failed = []
let total = 0
runner.env.clearReporters()
runner.env.addReporter({
  specDone({ status, fullName, failedExpectations }) {
    if (status === 'passed' || status === 'failed') total++
    if (status === 'failed') failed.push(`${fullName}: ${failedExpectations[0]?.message.slice(0, 200)}`)
  },
  jasmineDone() {
    writeFileSync(process.argv[3], JSON.stringify({ total, failed }))
    process.exit(0)
  },
})
runner.randomizeTests(false)
require(process.argv[2])
runner.env.execute()
