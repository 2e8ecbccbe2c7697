"""Small releases in both forms, for tests."""

from __future__ import annotations

from pathlib import Path

NURSE, WELDER, CHIEF = "29-1141.00", "51-4121.00", "11-1011.00"

SHORT = {
    "occupations": "onetsoc_code,title,description\n"
    f'{NURSE},Registered Nurses,"Assess patient health problems and needs."\n'
    f'{WELDER},"Welders, Cutters, Solderers, and Brazers",Use hand-welding equipment.\n'
    f"{CHIEF},Chief Executives,Determine policies.\n",
    "alternate_titles": "onetsoc_code,alternate_title,short_title\n"
    f"{NURSE},Staff Nurse,\n{NURSE},Registered Nurse,RN\n{WELDER},Fabrication Welder,\n{CHIEF},Company President,\n",
    "reported_titles": f"onetsoc_code,reported_title\n{WELDER},Maintenance Welder\n",
    "interests": "onetsoc_code,scale,element,value,date\n"
    f"{NURSE},OI,Social,5.62,11/2023\n{NURSE},OI,Investigative,4.82,11/2023\n{NURSE},IH,First Interest High-Point,4,\n"
    f"{WELDER},OI,Realistic,6.5,11/2023\n{CHIEF},OI,Enterprising,6.2,11/2023\n",
    "job_zones": f"onetsoc_code,job_zone,date\n{NURSE},4,\n{WELDER},2,\n{CHIEF},5,\n",
    "education_required": "onetsoc_code,category,percent\n"
    f"{NURSE},5,40\n{NURSE},6,60\n{WELDER},2,80\n{WELDER},3,20\n{CHIEF},6,30\n{CHIEF},8,70\n",
    "skills": "onetsoc_code,element_id,element,importance,level\n"
    f"{NURSE},2.A.1.b,Active Listening,4.12,4.5\n{NURSE},2.B.1.f,Service Orientation,4.25,4.4\n",
    "knowledge": f"onetsoc_code,element_id,element,importance,level\n{NURSE},2.C.5.a,Medicine and Dentistry,4.5,5.2\n",
    "tasks": f"onetsoc_code,task,type\n{NURSE},Order supplies.,Supplemental\n{NURSE},Record vital signs.,Core\n",
    "technology": f"onetsoc_code,example,hot\n{NURSE},Some program,N\n{NURSE},Epic Systems,Y\n",
    "related_occupations": "onetsoc_code,related_onetsoc_code,tier,index\n"
    f"{NURSE},{CHIEF},Primary-Short,2\n{NURSE},{WELDER},Primary-Short,1\n{WELDER},{NURSE},Supplemental,1\n",
}

OFFICIAL = {
    "Occupation Data": "O*NET-SOC Code\tTitle\tDescription\n"
    f'{NURSE}\tRegistered Nurses\tAssess "whole" patients.\n{WELDER}\tWelders\tWeld.\n',
    "Alternate Titles": "O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)\n"
    f"{NURSE}\tRegistered Nurse\tRN\t02\n{WELDER}\tFitter\tn/a\t02\n",
    "Interests": "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\tDate\tDomain Source\n"
    f"{NURSE}\t1.B.1.d\tSocial\tOI\t5.62\t11/2023\tMachine Learning\n{WELDER}\t1.B.1.a\tRealistic\tOI\t6.5\t\t\n",
    "Job Zones": f"O*NET-SOC Code\tJob Zone\tDate\tDomain Source\n{NURSE}\t4\t\t\n{WELDER}\t2\t\t\n",
    "Education, Training, and Experience": "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tCategory\tData Value\n"
    f"{NURSE}\t2.D.1\tRequired Level of Education\tRL\t6\t100\n{NURSE}\t3.A.1\tRelated Work Experience\tRW\t11\t100\n"
    f"{WELDER}\t2.D.1\tRequired Level of Education\tRL\t2\t100\n",
    "Skills": "O*NET-SOC Code\tElement ID\tElement Name\tScale ID\tData Value\n"
    f"{NURSE}\t2.A.1.b\tActive Listening\tIM\t4.12\n{NURSE}\t2.A.1.b\tActive Listening\tLV\t4.5\n",
}

WAGES = (
    "soc_code,title,level,total_employment,hourly_mean_wage,annual_mean_wage,hourly_median_wage,annual_median_wage\n"
    "29-1141,Registered Nurses,detailed,3282010,47.32,98430,45,93600\n"
    "51-4121,Welders,detailed,424040,25.9,53880,24.52,51000\n"
    "27-2011,Actors,detailed,38800,44.4,,23.33,\n"
)
OFFICIAL_WAGES = (
    "AREA,AREA_TITLE,AREA_TYPE,NAICS,OCC_CODE,OCC_TITLE,O_GROUP,TOT_EMP,H_MEAN,A_MEAN,H_MEDIAN,A_MEDIAN\n"
    '99,U.S.,1,000000,29-1141,Registered Nurses,detailed,"3,282,010",47.32,"98,430",45.00,"93,600"\n'
    '49,Utah,2,000000,29-1141,Registered Nurses,detailed,"25,000",40.00,"80,000",39.00,"79,000"\n'
    '99,U.S.,1,622000,29-1141,Registered Nurses,detailed,"1,700,000",48.00,"99,000",46.00,"94,000"\n'
    '99,U.S.,1,000000,29-1241,"Ophthalmologists, Except Pediatric",detailed,"11,000",#,"301,500",#,#\n'
)


def write(folder: Path, files: dict[str, str], suffix: str = ".csv", **changed: str) -> Path:
    """The tables in a folder; ``changed`` replaces some of them, an empty text leaves one out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (files | changed).items():
        if text:
            (folder / f"{name}{suffix}").write_text(text, encoding="utf-8")
    return folder
