# Recomputes numbers of a comparison from its table of patients with base R alone; prints name and value, one a line.
# Arguments: the table of patients, the cohort file.
arguments <- commandArgs(trailingOnly = TRUE)
options(digits = 15, warn = 2)
told <- function(name, value) cat(name, format(value, digits = 15), "\n", sep = "\t")
patients <- read.csv(arguments[1], colClasses = "character")
cohort <- read.csv(arguments[2], colClasses = "character")
stopifnot(identical(patients$patient_id, cohort$patient_id))
kept <- patients$step == "evaluable"
patients <- patients[kept, ]
cohort <- cohort[kept, ]
eular <- patients$eular_acr_2017_classified == "true"
bohan <- patients$bohan_peter_1975_classified == "true"
case <- patients$role == "case"
z <- qnorm(0.975)

# Cohen's kappa with the standard error of Fleiss, Cohen and Everitt (1969), as in their equation 13.
kappa_of <- function(table, weights = diag(nrow(table))) {
  p <- table / sum(table)
  rows <- rowSums(p); columns <- colSums(p)
  observed <- sum(weights * p); chance <- sum(weights * outer(rows, columns))
  kappa <- (observed - chance) / (1 - chance)
  by_row <- as.vector(weights %*% columns); by_column <- as.vector(t(weights) %*% rows)
  inner <- weights - outer(by_row, by_column, "+") * (1 - kappa)
  variance <- (sum(p * inner^2) - (kappa - chance * (1 - kappa))^2) / (sum(table) * (1 - chance)^2)
  c(kappa, sqrt(variance))
}
both <- table(factor(eular, c(TRUE, FALSE)), factor(bohan, c(TRUE, FALSE)))
found <- kappa_of(both)
told("kappa", found[1]); told("kappa low", found[1] - z * found[2]); told("kappa high", found[1] + z * found[2])
told("mcnemar", binom.test(both[1, 2], both[1, 2] + both[2, 1])$p.value)
levels <- c("not_met", "possible", "probable", "definite")
ranked <- table(factor(patients$eular_acr_2017_level, levels), factor(patients$bohan_peter_1975_level, levels))
distance <- abs(outer(1:4, 1:4, "-"))
told("kappa linear", kappa_of(ranked, 1 - distance / 3)[1]); told("kappa quadratic", kappa_of(ranked, 1 - distance^2 / 9)[1])
told("bowker", mcnemar.test(ranked, correct = FALSE)$p.value)

wilson <- prop.test(sum(eular & case), sum(case), correct = FALSE)$conf.int
told("sensitivity low", wilson[1]); told("sensitivity high", wilson[2])
told("specificity", sum(!eular & !case) / sum(!case))
tp <- sum(eular & case); fp <- sum(eular & !case)
ratio <- (tp / sum(case)) / (fp / sum(!case))
error <- sqrt(1 / tp - 1 / sum(case) + 1 / fp - 1 / sum(!case))
told("lr_positive", ratio); told("lr_positive low", ratio * exp(-z * error))

# The area as a Mann-Whitney statistic; the standard error of DeLong by the placements of each patient, pair by pair.
scored <- patients$eular_acr_2017_score != "" & patients$eular_acr_2017_level != "excluded"
constant <- ifelse(patients$eular_acr_2017_column == "with biopsy", 6.49, 5.33)
standardised <- round(as.numeric(patients$eular_acr_2017_score[scored]) - constant[scored], 2)
truth <- case[scored]
area <- wilcox.test(standardised[truth], standardised[!truth], exact = FALSE)$statistic / sum(truth) / sum(!truth)
kernel <- outer(standardised[truth], standardised[!truth], function(x, y) (x > y) + (x == y) / 2)
error <- sqrt(var(rowMeans(kernel)) / sum(truth) + var(colMeans(kernel)) / sum(!truth))
told("auc", area); told("auc low", area - z * error)
cuts <- sort(unique(standardised))
heights <- sapply(cuts, function(cut) mean(standardised[truth] >= cut) - mean(standardised[!truth] >= cut))
told("youden", max(heights))
at <- as.numeric(patients$eular_acr_2017_score) >= 6 & patients$eular_acr_2017_level != "excluded"
at[is.na(at)] <- FALSE
told("sensitivity at 6", mean(at[case]))

age <- as.numeric(cohort$age_at_onset)
told("median age of DM", median(age[cohort$diagnosis == "DM"], na.rm = TRUE))
told("upper quartile of age of DM", quantile(age[cohort$diagnosis == "DM"], 0.75, na.rm = TRUE, type = 7))
told("dysphagia present", sum(cohort$dysphagia == "true")); told("dysphagia tested", sum(cohort$dysphagia != ""))

band <- cut(age, c(-Inf, 18, 40, Inf), right = FALSE)
known <- !is.na(band)
told("strata classified", chisq.test(table(band[known], eular[known]), correct = FALSE)$p.value)
kappas <- sapply(levels(band), function(name) {
  own <- known & band == name
  kappa_of(table(factor(eular[own], c(TRUE, FALSE)), factor(bohan[own], c(TRUE, FALSE))))
})
weight <- 1 / kappas[2, ]^2
mean_kappa <- sum(weight * kappas[1, ]) / sum(weight)
told("strata kappa", pchisq(sum(weight * (kappas[1, ] - mean_kappa)^2), ncol(kappas) - 1, lower.tail = FALSE))
given <- patients$eular_acr_2017_subgroup
told("subgroup sensitivity IBM", sum(given == "IBM" & cohort$diagnosis == "IBM") / sum(cohort$diagnosis == "IBM"))
yes <- factor(given == "DM", c(TRUE, FALSE))
told("subgroup kappa DM", kappa_of(table(yes, factor(cohort$diagnosis == "DM", c(TRUE, FALSE))))[1])
given <- patients$bohan_peter_1975_subgroup
dermatomyositis <- cohort$diagnosis %in% c("DM", "JDM", "ADM")
told("subgroup precision DM, declared", sum(given == "DM" & dermatomyositis) / sum(given == "DM"))
