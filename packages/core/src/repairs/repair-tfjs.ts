export function repairTfjs(): void {}
