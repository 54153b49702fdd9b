// node run.cjs BUNDLE REPORT THREADS: runs a bundle of jasmine specs and writes what came of it into REPORT.
const { writeFileSync } = require('node:fs')
const Jasmine = require('jasmine')

const [, , bundle, report, threads] = process.argv
globalThis.conformanceThreads = Number(threads)

const runner = new Jasmine()
const failed = []
const pending = []
let total = 0
runner.env.clearReporters()
runner.env.addReporter({
  specDone({ status, fullName, failedExpectations }) {
    if (status === 'passed' || status === 'failed') total++
    else pending.push(fullName)
    if (status === 'failed') failed.push(`${fullName}: ${failedExpectations[0]?.message.slice(0, 200)}`)
  },
  jasmineDone() {
    writeFileSync(report, JSON.stringify({ total, failed, pending, started: startReport() }))
    process.exit(0)
  },
})
runner.randomizeTests(false)
const { startReport } = require(bundle)
runner.env.execute()
