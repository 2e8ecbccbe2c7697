# The other side of the pair: quantile regression by quantreg's method "br", each quantile from a cold start, as the
# package SGP does it. Reads the path of a cohort's folder in each line, and answers with a line:
# elapsed seconds, processor seconds. Writes how many predictions lie below each score.
suppressPackageStartupMessages(library(quantreg))
cat("ready", as.character(getRversion()), as.character(packageVersion("quantreg")), "\n")
flush(stdout())
input <- file("stdin", "r")
while (length(folder <- readLines(input, n = 1)) > 0) {
  size <- readBin(file.path(folder, "size"), "integer", 2)
  design <- matrix(readBin(file.path(folder, "design"), "double", prod(size)), nrow = size[1])
  scores <- readBin(file.path(folder, "scores"), "double", size[1])
  taus <- seq(0.005, 0.995, by = 0.01)
  coefficients <- matrix(0, size[2], length(taus))
  began <- proc.time()
  suppressWarnings(for (i in seq_along(taus)) coefficients[, i] <- rq.fit.br(design, scores, tau = taus[i])$coefficients)
  took <- proc.time() - began
  predictions <- round(t(apply(design %*% coefficients, 1, sort)), 5)
  writeBin(as.integer(rowSums(predictions < scores)), file.path(folder, "below"))
  cat(took[["elapsed"]], took[["user.self"]] + took[["sys.self"]], "\n")
  flush(stdout())
}
