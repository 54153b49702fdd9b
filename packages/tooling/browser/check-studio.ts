import type { Browser } from 'playwright-core'
import type { Report } from './report'

export async function checkStudio(_browser: Browser, _report: Report): Promise<void> {}
